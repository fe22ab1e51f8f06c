import type { Cut } from './tool.ts';

/** What JSON can say. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

export interface Shortened {
  readonly value: Json;
  /** What is missing, the first of many. */
  readonly cuts: readonly Cut[];
  /** How many more cuts there are. */
  readonly more: number;
}

/** Nobody reads more. */
const MOST_CUTS = 20;
/** Less than this for each entry shows nothing of any: then the first are kept whole. */
const LEAST_SHARE = 200;
/** What any number takes, and an empty object. */
const LEAST_ROOM = 26;

/**
 * As much of a value as fits into so many characters of JSON: short parts whole, long ones cut, and each cut listed.
 * @param most at least a few hundred, else nothing of an object is left
 */
export function shorten(value: Json, most: number): Shortened {
  const cuts: Cut[] = [];
  const sizes = new Map<object, number>();
  const shortened = new Shortening(sizes, cuts).fit(value, most, '');
  return {
    value: shortened,
    cuts: cuts.slice(0, MOST_CUTS),
    more: Math.max(0, cuts.length - MOST_CUTS),
  };
}

class Shortening {
  readonly #sizes: Map<object, number>;
  readonly #cuts: Cut[];

  constructor(sizes: Map<object, number>, cuts: Cut[]) {
    this.#sizes = sizes;
    this.#cuts = cuts;
  }

  fit(value: Json, room: number, path: string): Json {
    if (this.#sizeOf(value) <= room) return value;
    if (typeof value === 'string') return this.#fitText(value, room, path);
    if (typeof value !== 'object' || value === null) return value;
    return isList(value) ? this.#fitList(value, room, path) : this.#fitObject(value, room, path);
  }

  #fitText(text: string, room: number, path: string): string {
    // Escapes make it longer than its characters; the quotes are two.
    let kept = Math.max(0, Math.floor(((room - 2) * text.length) / this.#sizeOf(text)));
    while (kept > 0 && JSON.stringify(text.slice(0, kept)).length > room) kept -= 1 + (kept >> 4);
    // Not half of a character.
    if (/[\uD800-\uDBFF]/.test(text[kept - 1] ?? '')) kept--;
    this.#cuts.push({ path, what: 'characters', kept, of: text.length });
    return text.slice(0, kept);
  }

  /** The first entries; of the very first as much as fits. */
  #fitList(list: readonly Json[], room: number, path: string): Json {
    const kept: Json[] = [];
    let left = room - 2;
    for (const entry of list) {
      const size = this.#sizeOf(entry) + 1;
      if (size > left) break;
      kept.push(entry);
      left -= size;
    }
    this.#cuts.push({ path, what: 'entries', kept: Math.max(kept.length, 1), of: list.length });
    if (kept.length === 0 && left > LEAST_ROOM) kept.push(this.fit(list[0]!, left, at(path, '0')));
    else if (kept.length === 0) this.#cuts[this.#cuts.length - 1]!.kept = 0;
    return kept;
  }

  #fitObject(object: JsonObject, room: number, path: string): Json {
    const entries = Object.entries(object);
    const keys = entries.reduce((sum, [key]) => sum + JSON.stringify(key).length + 2, 2);
    const share = (room - keys) / entries.length;
    return share >= LEAST_SHARE || (share > LEAST_ROOM && entries.length <= 2)
      ? this.#shareOut(entries, room - keys, path)
      : this.#keepFirst(entries, room - 2, path);
  }

  /** What is short is kept whole, and leaves its room to what is long. */
  #shareOut(entries: readonly (readonly [string, Json])[], room: number, path: string): Json {
    const bySize = entries.toSorted((a, b) => this.#sizeOf(a[1]) - this.#sizeOf(b[1]));
    const fitted = new Map<string, Json>();
    let left = room;
    for (const [index, [key, value]] of bySize.entries()) {
      const share = Math.floor(left / (bySize.length - index));
      const own = this.fit(value, share, at(path, key));
      fitted.set(key, own);
      left -= this.#sizeOf(own);
    }
    return Object.fromEntries(entries.map(([key]) => [key, fitted.get(key)!]));
  }

  #keepFirst(entries: readonly (readonly [string, Json])[], room: number, path: string): Json {
    const kept: (readonly [string, Json])[] = [];
    let left = room;
    for (const [key, value] of entries) {
      const name = JSON.stringify(key).length + 2;
      if (name + this.#sizeOf(value) > left) {
        const isFirst = kept.length === 0 && left - name > LEAST_ROOM;
        if (isFirst) kept.push([key, this.fit(value, left - name, at(path, key))]);
        break;
      }
      kept.push([key, value]);
      left -= name + this.#sizeOf(value);
    }
    this.#cuts.push({ path, what: 'entries', kept: kept.length, of: entries.length });
    return Object.fromEntries(kept);
  }

  /** Characters of its JSON. */
  #sizeOf(value: Json): number {
    if (typeof value !== 'object' || value === null) return JSON.stringify(value).length;
    const known = this.#sizes.get(value);
    if (known !== undefined) return known;
    const size = isList(value)
      ? value.reduce((sum: number, entry) => sum + this.#sizeOf(entry) + 1, 1)
      : Object.entries(value).reduce(
          (sum, [key, entry]) => sum + JSON.stringify(key).length + 2 + this.#sizeOf(entry),
          1,
        );
    const whole = Math.max(size, 2);
    this.#sizes.set(value, whole);
    return whole;
  }
}

function isList(value: readonly Json[] | JsonObject): value is readonly Json[] {
  return Array.isArray(value);
}

function at(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
