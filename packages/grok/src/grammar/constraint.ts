import { ok, type Result } from '@gigafactory/core/base';
import { type State, startOf } from './automaton.ts';
import type { Grammar } from './grammar.ts';

/** The tokens of a model. */
export interface Vocabulary {
  readonly size: number;
  /** The token that ends a text. */
  readonly end: number;
  /** Empty for tokens that stand for no text; of these only the end may ever follow. */
  bytesOf(token: number): Uint8Array;
}

/** Which tokens may follow, while a text grows. */
export interface Constraint {
  /** Writes 1 for each token that may follow what was taken, 0 for all others; the end follows what is complete. */
  allow(allowed: Uint8Array): void;
  /** Throws RangeError for a token that is not allowed. */
  take(token: number): void;
  /** What was taken is complete; perhaps more may follow. */
  readonly isComplete: boolean;
  /** What was taken is complete, and only the end may follow. */
  readonly isOver: boolean;
  /** One that goes on from here by itself. */
  clone(): Constraint;
}

/** Makes constraints of grammars for one vocabulary. Grammars that are the same object share their masks. */
export class GrammarCompiler {
  readonly #vocabulary: Vocabulary;
  readonly #tree: TokenTree;
  readonly #starts = new WeakMap<object, Masked>();

  constructor(vocabulary: Vocabulary) {
    this.#vocabulary = vocabulary;
    this.#tree = treeOf(vocabulary);
  }

  /** Problems: those of the grammar, see `startOf`. */
  compile(grammar: Grammar): Result<Constraint> {
    const known = typeof grammar === 'object' ? this.#starts.get(grammar) : undefined;
    if (known) return ok(new StateConstraint(known));
    const state = startOf(grammar);
    if (!state.ok) return state;
    const start = new Masks(this.#vocabulary, this.#tree).of(state.value);
    if (typeof grammar === 'object') this.#starts.set(grammar, start);
    return ok(new StateConstraint(start));
  }
}

/**
 * Tokens by their bytes, as a tree in the order of a walk through it: those that begin alike share nodes. Flat, for each
 * mask walks through all of it.
 */
interface TokenTree {
  readonly bytes: readonly number[];
  /** Bytes before that of the node. */
  readonly depths: readonly number[];
  /** The first node that does not begin as this one does. */
  readonly skips: readonly number[];
  /** Tokens that end in the node. */
  readonly tokens: readonly (readonly number[])[];
}

function treeOf(vocabulary: Vocabulary): TokenTree {
  const spelled = Array.from({ length: vocabulary.size }, (_, token) => ({
    token,
    bytes: vocabulary.bytesOf(token),
  })).filter(({ bytes }) => bytes.length > 0);
  spelled.sort((left, right) => compare(left.bytes, right.bytes));
  const made: number[] = [];
  const depths: number[] = [];
  const skips: number[] = [];
  const tokens: number[][] = [];
  /** Nodes of the bytes of the last token. */
  let path: number[] = [];
  let last: Uint8Array = new Uint8Array();
  for (const { token, bytes } of spelled) {
    let shared = 0;
    while (shared < path.length && bytes[shared] === last[shared]) shared++;
    for (const node of path.slice(shared)) skips[node] = made.length;
    path = path.slice(0, shared);
    for (let depth = shared; depth < bytes.length; depth++) {
      path.push(made.length);
      made.push(bytes[depth]!);
      depths.push(depth);
      skips.push(0);
      tokens.push([]);
    }
    tokens[path.at(-1)!]!.push(token);
    last = bytes;
  }
  for (const node of path) skips[node] = made.length;
  return { bytes: made, depths, skips, tokens };
}

/** By the first byte that differs; what another begins with comes before it. */
function compare(left: Uint8Array, right: Uint8Array): number {
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at++) if (left[at] !== right[at]) return left[at]! - right[at]!;
  return left.length - right.length;
}

/** A state with its mask, which is made when it is first asked for. */
interface Masked {
  readonly state: State;
  readonly mask: Uint8Array;
  after(token: number): Masked | undefined;
}

class Masks {
  readonly #vocabulary: Vocabulary;
  readonly #tree: TokenTree;
  readonly #known = new WeakMap<State, Masked>();

  constructor(vocabulary: Vocabulary, tree: TokenTree) {
    this.#vocabulary = vocabulary;
    this.#tree = tree;
  }

  of(state: State): Masked {
    const known = this.#known.get(state);
    if (known) return known;
    const masks = this;
    let mask: Uint8Array | undefined;
    const masked = {
      state,
      get mask() {
        mask ??= masks.#make(state);
        return mask;
      },
      after: (token: number) => masks.#after(state, token),
    };
    this.#known.set(state, masked);
    return masked;
  }

  #after(state: State, token: number): Masked | undefined {
    const { size, end } = this.#vocabulary;
    if (token === end || !(token >= 0 && token < size)) return undefined;
    const bytes = this.#vocabulary.bytesOf(token);
    let after: State | undefined = bytes.length > 0 ? state : undefined;
    for (const byte of bytes) after = after?.after(byte);
    return after && this.of(after);
  }

  #make(state: State): Uint8Array {
    const { bytes, depths, skips, tokens } = this.#tree;
    const mask = new Uint8Array(this.#vocabulary.size);
    /** Before the byte of each depth. */
    const states = [state];
    let node = 0;
    while (node < bytes.length) {
      const depth = depths[node]!;
      const after = states[depth]!.after(bytes[node]!);
      if (after) {
        states[depth + 1] = after;
        for (const token of tokens[node]!) mask[token] = 1;
        node++;
      } else node = skips[node]!;
    }
    mask[this.#vocabulary.end] = state.accepts ? 1 : 0;
    return mask;
  }
}

class StateConstraint implements Constraint {
  #at: Masked;
  #ended = false;

  constructor(at: Masked) {
    this.#at = at;
  }

  allow(allowed: Uint8Array): void {
    if (this.#ended) allowed.fill(0);
    else allowed.set(this.#at.mask);
  }

  take(token: number): void {
    const after = this.#ended ? undefined : this.#at.after(token);
    if (after) {
      this.#at = after;
      return;
    }
    if (this.#ended || this.#at.mask[token] !== 1)
      throw new RangeError(`token ${token} may not follow`);
    this.#ended = true;
  }

  get isComplete(): boolean {
    return this.#at.state.accepts;
  }

  get isOver(): boolean {
    return this.#ended || this.#at.state.ends;
  }

  clone(): Constraint {
    const copy = new StateConstraint(this.#at);
    copy.#ended = this.#ended;
    return copy;
  }
}
