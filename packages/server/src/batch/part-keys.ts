import type { PartName } from '@gigafactory/core/api';
import { type PartsRequest, sha256 } from './part-folder.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Longer texts are hashed once, and stand in keys by their hash: a journal is in every part of it. */
const LONG_TEXT = 1000;

/** What tells requests and parts apart: by program, operation and input. */
export class PartKeys {
  readonly #program: string;
  readonly #texts = new Map<string, string>();

  constructor(program: string) {
    this.#program = program;
  }

  keyOf(operation: string, input: unknown): string {
    const json = JSON.stringify(input, (_, value) => this.#short(value));
    return sha256(`${this.#program}\n${operation}\n${json}`).slice(0, 32);
  }

  #short(value: unknown): unknown {
    if (typeof value !== 'string' || value.length < LONG_TEXT) return value;
    const hash = this.#texts.get(value) ?? sha256(value);
    this.#texts.set(value, hash);
    return `sha256:${hash}`;
  }
}

/** Splits inputs into what all of them have in common and the rest of each. */
export function factorOut(
  inputs: readonly Fields[],
): Pick<PartsRequest, 'common'> & { readonly rests: readonly Record<string, unknown>[] } {
  const [first = {}] = inputs;
  const isCommon = ([name, value]: [string, unknown]) =>
    inputs.every((input) => input[name] === value || toJson(input[name]) === toJson(value));
  const common = Object.fromEntries(Object.entries(first).filter(isCommon));
  const rests = inputs.map((input) =>
    Object.fromEntries(Object.entries(input).filter(([name]) => !Object.hasOwn(common, name))),
  );
  return { common, rests };
}

/** Text is compared as it is: that of a file may be long. */
function toJson(value: unknown): string | undefined {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A part in words: `lives 8 to 15`. */
export function describePart(part: PartName, input: Fields): string {
  const { from, before, run } = input;
  if (part !== 'lives' || typeof from !== 'number' || typeof before !== 'number') return part;
  const of = typeof run === 'string' ? ` of ${run}` : '';
  return `lives ${from} to ${before - 1}${of}`;
}
