import { isKnown, showExact } from '../base/index.ts';
import { type Cursor, cut } from './cursor.ts';

export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * One kind of value in a factory file. A shape reads a value, reports what is wrong with it at its position,
 * and describes what it accepts as JSON Schema. Once a problem was reported, the result may be undefined or
 * lack parts (a `Draft`): it is good for finding more problems, not for use.
 */
export interface Shape<T> {
  readonly read: (cursor: Cursor) => T | undefined;
  readonly schema: JsonSchema;
  /** Name of the value of this key in explanations, if it is a quantity. */
  readonly label?: string;
  /** What to begin with where it is required and missing, as a file writes it. */
  readonly start?: string;
  /** Used if the key is missing; a shape without it is required. */
  readonly fallback?: { readonly value: T };
}

export type Read<S> = S extends Shape<infer T> ? T : never;

/** Makes a key optional: `value` if it is missing. */
export function withDefault<T>(shape: Shape<T>, value: T): Shape<T> {
  const written = writtenDefault(value);
  const schema = written === undefined ? shape.schema : { ...shape.schema, default: written };
  return { ...shape, schema, fallback: { value } };
}

/** A default as a file would write it; undefined if that is more than a word. */
function writtenDefault(value: unknown): string | number | undefined {
  if (typeof value === 'string') return value || undefined;
  if (isKnown(value)) return value.unit === '1' ? value.value : showExact(value.value, value.unit);
  if (typeof value !== 'object' || value === null || !('use' in value)) return undefined;
  return String(value.use);
}

/** Leaves the naming of a quantity to its path, for keys under a name chosen by the file. */
export function unlabelled<T>({ label: _label, ...shape }: Shape<T>): Shape<T> {
  return shape;
}

/** A required value, and what to begin with where it is missing. */
export function startingWith<T>(start: string, shape: Shape<T>): Shape<T> {
  return { ...shape, schema: { ...shape.schema, examples: [start] }, start };
}

export function optional<T>(shape: Shape<T>): Shape<T | undefined> {
  return { ...shape, fallback: { value: undefined } };
}

/** Free text, one line or more. */
export function text(description: string, most = 4000): Shape<string> {
  return {
    schema: { type: 'string', description, minLength: 1, maxLength: most },
    read(cursor) {
      const written = cursor.text;
      if (written !== undefined && written !== '' && written.length <= most) return written;
      cursor.report({
        code: 'text.expected',
        message: `Expected ${description.toLowerCase()}: text of 1 to ${most} characters, not ${written ? `of ${written.length}` : cursor.kind}.`,
        expected: 'text',
      });
      return undefined;
    },
  };
}

interface WordRule {
  readonly pattern: RegExp;
  readonly most: number;
  /** What the pattern takes, in words. */
  readonly wanted: string;
}

/** A word of certain characters; what looks like a number is text here. */
export function word(description: string, { pattern, most, wanted }: WordRule): Shape<string> {
  const type = ['string', 'number'];
  return {
    schema: { type, description, minLength: 1, maxLength: most, pattern: pattern.source },
    read(cursor) {
      const written = cursor.text;
      if (written !== undefined && written.length <= most && pattern.test(written)) return written;
      cursor.report({
        code: 'text.expected',
        message: `${description}: expected ${wanted}, not ${cursor.kind}.`,
        expected: wanted,
      });
      return undefined;
    },
  };
}

/** One of a few words. */
export function oneOf<const Name extends string>(
  description: string,
  names: readonly Name[],
): Shape<Name> {
  return {
    schema: { enum: names, description },
    read(cursor) {
      const found = names.find((name) => name === cursor.text);
      if (found === undefined) cursor.reportUnknown('choice', cursor.text, names);
      return found;
    },
  };
}

/** A list of at most `most` values of one kind. */
export function listOf<T>(description: string, item: Shape<T>, most: number): Shape<readonly T[]> {
  return {
    schema: { type: 'array', description, maxItems: most, items: item.schema },
    read(cursor) {
      if (!cursor.isList) {
        cursor.report({
          code: 'list.expected',
          message: `Expected a list: ${description}. Write each item on its own line after a dash; here stands ${cursor.kind}.`,
          expected: 'a list',
        });
        return undefined;
      }
      const items = cursor.items();
      if (tooMany(cursor, items.length, most)) return undefined;
      // Unreadable items keep their place, so that the others keep their indices.
      return items.map((each) => item.read(each)) as T[];
    },
  };
}

/** Which names a file may choose. */
export interface NameRule {
  readonly schema: JsonSchema;
  /** Whether a name is one; says at its key why it is not. */
  readonly accept: (name: string, cursor: Cursor) => boolean;
}

/** A name that a file may choose. */
export const NAME = /^[A-Za-z][\w-]{0,63}$/;
const ANY_NAME: NameRule = { schema: { pattern: NAME.source }, accept: isName };

/** Any name, and these, which look otherwise. */
export function namesAnd(others: readonly string[]): NameRule {
  return {
    schema: { anyOf: [ANY_NAME.schema, { enum: others }] },
    accept: (name, cursor) => others.includes(name) || isName(name, cursor),
  };
}

/** At most `most` values of one kind, under names chosen by the file. */
export function mapOf<T>(
  description: string,
  value: Shape<T>,
  most: number,
  names: NameRule = ANY_NAME,
): Shape<Readonly<Record<string, T>>> {
  return {
    schema: {
      type: 'object',
      description,
      maxProperties: most,
      propertyNames: names.schema,
      additionalProperties: value.schema,
    },
    read(cursor) {
      if (!cursor.isMap) {
        cursor.report({
          code: 'map.expected',
          message: `Expected names and values: ${description}. Write a name of your choice and a colon before each${cursor.isList ? ' instead of the dash' : ''}; here stands ${cursor.kind}.`,
          expected: 'names and values',
        });
        return undefined;
      }
      const entries = cursor.entries();
      if (tooMany(cursor, entries.length, most)) return undefined;
      const named = entries.filter(([name, each]) => names.accept(name, each));
      return Object.fromEntries(named.map(([name, each]) => [name, value.read(each)])) as Record<
        string,
        T
      >;
    },
  };
}

function isName(name: string, cursor: Cursor): boolean {
  if (NAME.test(name)) return true;
  cursor.reportKey({
    code: 'name.invalid',
    message: `"${cut(name)}" is not a name: a letter, then up to 63 letters (a to z), digits, - and _.`,
  });
  return false;
}

function tooMany(cursor: Cursor, count: number, most: number): boolean {
  if (count <= most) return false;
  cursor.report({ code: 'file.count', message: `${count} are too many; at most ${most} go here.` });
  return true;
}
