import type { Problem } from '@gigafactory/core/base';
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** Requests of this address speak another API, which has a form of its own for errors. */
const GATEWAY = '/v1/';

/** An answer, in the API's usual form, to a request that never reached an operation. */
export function refuse(
  c: Context,
  status: ContentfulStatusCode,
  code: string,
  message: string,
  nearest?: string,
): Response {
  if (c.req.path.startsWith(GATEWAY)) {
    const error = { message, type: 'invalid_request_error', param: null, code };
    return c.json({ error }, status);
  }
  const problem: Problem = { code, message, ...(nearest === undefined ? {} : { nearest }) };
  return c.json({ ok: false, problems: [problem] }, status);
}
