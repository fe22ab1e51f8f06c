import type { Problem } from '@gigafactory/core/base';
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** An answer, in the API's usual form, to a request that never reached an operation. */
export function refuse(
  c: Context,
  status: ContentfulStatusCode,
  code: string,
  message: string,
  nearest?: string,
): Response {
  const problem: Problem = { code, message, ...(nearest === undefined ? {} : { nearest }) };
  return c.json({ ok: false, problems: [problem] }, status);
}
