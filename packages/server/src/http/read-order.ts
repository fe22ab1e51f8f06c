import { failed, ok, type Result } from '@gigafactory/core/base';
import type { z } from 'zod';

/** An order in the body of a request. Codes: `http.json`, `http.input`. */
export function readOrder<Schema extends z.ZodType>(
  text: string,
  schema: Schema,
): Result<z.output<Schema>> {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return failed({ code: 'http.json', message: 'The body must be a JSON object.' });
  }
  const parsed = schema.safeParse(body);
  if (parsed.success) return ok(parsed.data);
  const [issue] = parsed.error.issues;
  return failed({ code: 'http.input', message: `${issue!.path.join('.')}: ${issue!.message}` });
}
