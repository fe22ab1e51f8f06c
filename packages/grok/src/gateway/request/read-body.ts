import { nearestName } from '@gigafactory/core/base';
import type { z } from 'zod';
import type { $ZodIssue } from 'zod/v4/core';
import { type ApiError, badRequest } from '../api-error.ts';

/** Checks a body that is JSON; the first mistake is told, as the API does. */
export function readShape<Shape extends z.ZodObject>(
  text: string,
  shape: Shape,
  unsupported: ReadonlySet<string>,
):
  | { readonly ok: true; readonly value: z.output<Shape> }
  | { readonly ok: false; readonly error: ApiError } {
  const refuse = (error: ApiError) => ({ ok: false, error }) as const;
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return refuse(badRequest('invalid_json', 'The body is not JSON.'));
  }
  if (isDeep(text))
    return refuse(badRequest('invalid_json', `The body is nested more than ${MOST_DEPTH} deep.`));
  const read = shape.safeParse(body);
  if (read.success) return { ok: true, value: read.data };
  const [first] = read.error.issues;
  const issue = first && deepest(first);
  if (!issue) return refuse(badRequest('invalid_request', 'The body is not what is expected.'));
  const param = showPath(issue.path);
  if (issue.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    const path = param ? `${param}.${key}` : key;
    const nearest = param ? undefined : nearestName(key, Object.keys(shape.shape));
    const hint = nearest ? ` Did you mean "${nearest}"?` : '';
    return refuse(badRequest('unknown_parameter', `Unknown parameter: "${path}".${hint}`, path));
  }
  const name = String(issue.path[0]);
  if (unsupported.has(name)) {
    const message = `"${name}" is not supported here: leave it out.`;
    return refuse(badRequest('unsupported_parameter', message, name));
  }
  const where = param ? `${param}: ` : '';
  return refuse(badRequest('invalid_value', `${where}${issue.message}.`, param || undefined));
}

/** Of a value that fits none of several shapes, what is wrong with the one that it fits longest, if one is. */
function deepest(issue: $ZodIssue): $ZodIssue {
  if (issue.code !== 'invalid_union') return issue;
  const options = issue.errors.flatMap(([first]) => (first ? [deepest(first)] : []));
  const [best, next] = options.toSorted((a, b) => b.path.length - a.path.length);
  if (!best || best.path.length === next?.path.length) return issue;
  return { ...best, path: [...issue.path, ...best.path] };
}

/** `input[2].content`. */
function showPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    return text === '' ? String(step) : `${text}.${String(step)}`;
  }, '');
}

/** Schemas of arguments are the deepest that is sent. */
const MOST_DEPTH = 100;

/** Whether brackets outside strings nest deeper than is read. */
function isDeep(json: string): boolean {
  let depth = 0;
  for (let index = 0; index < json.length; index++) {
    const code = json.charCodeAt(index);
    if (code === 0x22) index = endOfString(json, index);
    else if (code === 0x7b || code === 0x5b) {
      if (++depth > MOST_DEPTH) return true;
    } else if (code === 0x7d || code === 0x5d) depth--;
  }
  return false;
}

function endOfString(json: string, start: number): number {
  for (let end = json.indexOf('"', start + 1); end >= 0; end = json.indexOf('"', end + 1)) {
    let slashes = 0;
    while (json.charCodeAt(end - 1 - slashes) === 0x5c) slashes++;
    if (slashes % 2 === 0) return end;
  }
  return json.length;
}
