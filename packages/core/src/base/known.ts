import type { Place } from './problem.ts';

/** A published place where a value can be checked. */
export interface Source {
  readonly title: string;
  /** Section, table, page or file inside the source. */
  readonly locator?: string;
  readonly url?: string;
}

/**
 * How a value came to be known.
 * - `datasheet`, `measured`, `paper`, `quote`: stated in the cited source
 * - `given`: stated in the factory file
 * - `method`: true by definition, or set by the method that others were fitted with; see the reason
 * - `assumed`: it is not published; the reason says how it was chosen
 */
export type Provenance =
  | 'datasheet'
  | 'measured'
  | 'paper'
  | 'quote'
  | 'given'
  | 'method'
  | 'assumed';

/** A number with its provenance: a catalogue fact, or a value of the factory file. */
export interface Known {
  /** In SI: seconds, bytes, joules, watts, US dollars, FLOP, or a plain count. */
  readonly value: number;
  /** What it is, in words, if its path alone does not say it well. */
  readonly label?: string;
  /** The unit the value is best shown in ('GB', 'Gb/s', 'W', 'GPU', '1'). */
  readonly unit: string;
  readonly provenance: Provenance;
  readonly source?: Source;
  /** Date that the source describes, ISO. */
  readonly asOf?: string;
  /** Lowest and highest credible value, SI. */
  readonly range?: readonly [number, number];
  /** What other sources say; kept, never averaged. */
  readonly alternatives?: readonly Known[];
  /** Why this value; always present if `assumed`. */
  readonly reason?: string;
  /** Its position in the factory file. */
  readonly at?: Place;
}

/** The same structure with every `Known` replaced by its number in SI: what model functions take. */
export type Plain<T> = T extends Known
  ? number
  : T extends string | number | boolean | undefined
    ? T
    : T extends readonly (infer Item)[]
      ? readonly Plain<Item>[]
      : { readonly [Key in keyof T]: Plain<T[Key]> };

export function isKnown(value: unknown): value is Known {
  return typeof value === 'object' && value !== null && 'provenance' in value && 'unit' in value;
}

/** Drops the provenance of numbers, keeping the structure. */
export function plain<T>(tree: T): Plain<T> {
  return strip(tree) as Plain<T>;
}

function strip(tree: unknown): unknown {
  if (isKnown(tree)) return tree.value;
  if (Array.isArray(tree)) return tree.map(strip);
  if (typeof tree !== 'object' || tree === null) return tree;
  return Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, strip(value)]));
}
