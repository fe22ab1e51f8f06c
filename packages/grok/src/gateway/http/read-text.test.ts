import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { ApiError } from '../api-error.ts';
import { readText } from './read-text.ts';

const MB = 1e6;

function incoming(told: number): IncomingMessage & PassThrough {
  const stream = new PassThrough();
  return Object.assign(stream, { headers: { 'content-length': `${told}` } }) as never;
}

it('refuses at once what is far too large, and obeys a limit that is high', async () => {
  const far = incoming(100 * MB);
  expect(await readText(far, 4 * MB)).toBeInstanceOf(ApiError);
  const allowed = incoming(100 * MB);
  const text = readText(allowed, 120 * MB);
  allowed.end('{}');
  expect(await text).toBe('{}');
});

it('is nothing of a client that left', async () => {
  const gone = incoming(10);
  const text = readText(gone, MB);
  gone.destroy();
  expect(await text).toBeUndefined();
});
