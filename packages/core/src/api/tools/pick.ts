import { failed, nearestName, ok, type Result } from '../../base/index.ts';
import type { Json, JsonObject } from './shorten.ts';

/** Keys that a refusal names. */
const MOST_NAMED = 30;

/** Where a path leads, or how far it leads. */
interface Walk {
  readonly found?: Json;
  /** What it ends in, if it leads nowhere. */
  readonly last: Json;
  /** The way there, and what is left of the path. */
  readonly way: string;
  readonly rest: string;
}

/**
 * What stands at each of the paths. Keys may hold dots, as those of notes do: `notes.power.facility` is the note
 * `power.facility`. Problem: `answer.path` for the first path at which there is nothing, with what there is.
 */
export function pick(value: Json, paths: readonly string[]): Result<JsonObject> {
  const parts: [string, Json][] = [];
  for (const path of paths) {
    const { found, last, way, rest } = walk(value, path, '');
    if (found === undefined) return failed(absent(path, last, way, rest));
    parts.push([path, found]);
  }
  return ok(Object.fromEntries(parts));
}

function walk(value: Json, path: string, way: string): Walk {
  if (path === '') return { found: value, last: value, way, rest: path };
  let farthest: Walk = { last: value, way, rest: path };
  if (typeof value !== 'object' || value === null) return farthest;
  // The longest key first: it says more.
  for (let end = path.length; end > 0; end = path.lastIndexOf('.', end - 1)) {
    const key = path.slice(0, end);
    // A dot at the end leads nowhere.
    if (!Object.hasOwn(value, key) || end === path.length - 1) continue;
    const next = (value as JsonObject)[key]!;
    const walked = walk(next, path.slice(end + 1), way === '' ? key : `${way}.${key}`);
    if (walked.found !== undefined) return walked;
    if (walked.rest.length < farthest.rest.length) farthest = walked;
  }
  return farthest;
}

function absent(path: string, last: Json, way: string, rest: string) {
  const keys = typeof last === 'object' && last !== null ? Object.keys(last) : [];
  const where = way === '' ? 'The answer' : `"${way}"`;
  const named = Array.isArray(last)
    ? `${keys.length} entries, from 0`
    : keys.slice(0, MOST_NAMED).join(', ') + (keys.length > MOST_NAMED ? ', …' : '');
  const message =
    keys.length === 0
      ? `There is nothing at "${path}" in the answer: ${where} has no parts.`
      : `There is nothing at "${path}" in the answer: ${where} has ${named}.`;
  const nearest = nearestName(rest, keys);
  const found = way === '' ? nearest : `${way}.${nearest}`;
  return { code: 'answer.path', message, ...(nearest === undefined ? {} : { nearest: found! }) };
}
