import { timingSafeEqual } from 'node:crypto';
import type { Context } from 'hono';

/** Whether a request carries this token; how long it takes to say no tells nothing. */
export function hasToken(c: Context, token: string): boolean {
  const given = Buffer.from(c.req.header('authorization') ?? '');
  const expected = Buffer.from(`Bearer ${token}`);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
