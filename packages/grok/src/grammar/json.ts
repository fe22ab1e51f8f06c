import {
  type CodePoints,
  characters,
  choice,
  type Grammar,
  oneOf,
  optional,
  repeat,
  sequence,
  type Times,
} from './grammar.ts';

/** Texts of JSON are written without spaces, so that there is one way to say a thing. */

const DIGITS = characters('09');
/** Most digits of an integer: all of them are exact in a 64-bit float. */
const MOST_DIGITS = 15;
const WHOLE = choice('0', sequence(characters('19'), repeat(DIGITS, { most: MOST_DIGITS - 1 })));

/** A whole number of at most 15 digits. */
export function integer({ negative = true }: { readonly negative?: boolean } = {}): Grammar {
  return negative ? sequence(optional('-'), WHOLE) : WHOLE;
}

/** A number as JSON writes it, with at most 15 digits before and after the point, and two in the exponent. */
export function jsonNumber(): Grammar {
  const fraction = sequence('.', repeat(DIGITS, { least: 1, most: MOST_DIGITS }));
  const exponent = sequence(
    characters('ee', 'EE'),
    optional(oneOf(['+', '-'])),
    repeat(DIGITS, { least: 1, most: 2 }),
  );
  return sequence(integer(), optional(fraction), optional(exponent));
}

/** Characters that stand for themselves within quotes. */
const PLAIN: readonly CodePoints[] = [
  [0x20, 0x21],
  [0x23, 0x5b],
  [0x5d, 0x10ffff],
];
const HEXADECIMAL = characters('09', 'af', 'AF');
const ESCAPED = sequence(
  '\\',
  choice(
    characters('""', '\\\\', '//', 'bb', 'ff', 'nn', 'rr', 'tt'),
    sequence('u', repeat(HEXADECIMAL, { least: 4, most: 4 })),
  ),
);
const CHARACTER = choice({ characters: PLAIN }, ESCAPED);

/** A text in quotes; `times` counts its characters. */
export function jsonString(times: Times = {}): Grammar {
  return sequence('"', repeat(CHARACTER, times), '"');
}

/** One of these values, as `JSON.stringify` writes them. */
export function jsonOneOf(values: readonly unknown[]): Grammar {
  return oneOf(values.map((value) => JSON.stringify(value)));
}

export function jsonArray(item: Grammar, { least = 0, most }: Times = {}): Grammar {
  const rest = repeat(sequence(',', item), {
    least: Math.max(0, least - 1),
    ...(most === undefined ? {} : { most: Math.max(0, most - 1) }),
  });
  const filled = sequence(item, rest);
  if (most === 0) return '[]';
  return sequence('[', least === 0 ? optional(filled) : filled, ']');
}

/** An entry of an object. */
export interface JsonEntry {
  readonly key: string;
  readonly value: Grammar;
  /** May be left out. */
  readonly optional?: boolean;
}

/** An object with these keys, in this order. */
export function jsonObject(entries: readonly JsonEntry[]): Grammar {
  // From the last entry on: what may follow if an entry stands before, and if none does.
  let later: Grammar = '';
  let first: Grammar = '';
  for (const entry of entries.toReversed()) {
    const written = sequence(`${JSON.stringify(entry.key)}:`, entry.value);
    const next = sequence(',', written);
    first = entry.optional ? choice(sequence(written, later), first) : sequence(written, later);
    later = sequence(entry.optional ? optional(next) : next, later);
  }
  return sequence('{', first, '}');
}

/** Any value whose arrays and objects are at most `depth` deep. */
export function jsonValue(depth: number): Grammar {
  const simple = choice(jsonString(), jsonNumber(), oneOf(['true', 'false', 'null']));
  if (depth <= 0) return simple;
  const inner = jsonValue(depth - 1);
  const entry = sequence(jsonString(), ':', inner);
  const entries = optional(sequence(entry, repeat(sequence(',', entry))));
  return choice(simple, jsonArray(inner), sequence('{', entries, '}'));
}
