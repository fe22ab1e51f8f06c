import { fromJSONSchema } from 'zod';
import type { AnswerFormat } from '../upstream.ts';

/**
 * Whether a text is what was asked for. A schema that cannot be read asks only for JSON, and so does one with a
 * pattern: a caller's pattern could keep this thread busy for ever.
 */
export function matches(text: string, format: AnswerFormat): boolean {
  if (format.kind === 'text') return true;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return false;
  }
  if (format.kind === 'json') return typeof value === 'object' && value !== null;
  if (!format.strict || hasPattern(format.schema)) return true;
  try {
    return fromJSONSchema(format.schema).safeParse(value).success;
  } catch {
    return true;
  }
}

function hasPattern(schema: unknown): boolean {
  if (typeof schema !== 'object' || schema === null) return false;
  return Object.entries(schema).some(
    ([key, value]) => key === 'pattern' || key === 'patternProperties' || hasPattern(value),
  );
}
