/**
 * What a text may be, as plain data: it crosses to another thread, or becomes the grammar of another program. It says
 * nothing of tokens; a compiler of one vocabulary makes masks of it.
 */
export type Grammar =
  /** Exactly this text. */
  | string
  /** One of these texts; none of them if there are none, which allows nothing. */
  | { readonly oneOf: readonly string[] }
  /** One after the other. */
  | { readonly sequence: readonly Grammar[] }
  /** One of them. */
  | { readonly choice: readonly Grammar[] }
  /** So many times; without an end if there is no `most`. */
  | { readonly repeat: Grammar; readonly least: number; readonly most?: number }
  /** One character whose code point is in one of these ranges, both ends included; surrogates are none. */
  | { readonly characters: readonly CodePoints[] };

export type CodePoints = readonly [first: number, last: number];

/** How often something may come. */
export interface Times {
  /** 0 if absent. */
  readonly least?: number;
  /** Without an end if absent. */
  readonly most?: number;
}

export function oneOf(texts: readonly string[]): Grammar {
  return { oneOf: texts };
}

export function sequence(...parts: readonly Grammar[]): Grammar {
  return { sequence: parts };
}

export function choice(...alternatives: readonly Grammar[]): Grammar {
  return { choice: alternatives };
}

export function optional(part: Grammar): Grammar {
  return { repeat: part, least: 0, most: 1 };
}

export function repeat(part: Grammar, { least = 0, most }: Times = {}): Grammar {
  return most === undefined ? { repeat: part, least } : { repeat: part, least, most };
}

/** Characters as pairs of a first and a last one: `characters('az', '09')`. */
export function characters(...ranges: readonly string[]): Grammar {
  return {
    characters: ranges.map((range) => {
      const [first, last] = Array.from(range, (character) => character.codePointAt(0)!);
      return [first!, last ?? first!];
    }),
  };
}
