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
  readonly #root: TokenNode;
  readonly #starts = new WeakMap<object, Masked>();

  constructor(vocabulary: Vocabulary) {
    this.#vocabulary = vocabulary;
    this.#root = treeOf(vocabulary);
  }

  /** Problems: those of the grammar, see `startOf`. */
  compile(grammar: Grammar): Result<Constraint> {
    const known = typeof grammar === 'object' ? this.#starts.get(grammar) : undefined;
    if (known) return ok(new StateConstraint(known));
    const state = startOf(grammar);
    if (!state.ok) return state;
    const start = new Masks(this.#vocabulary, this.#root).of(state.value);
    if (typeof grammar === 'object') this.#starts.set(grammar, start);
    return ok(new StateConstraint(start));
  }
}

/** Tokens by their bytes: those that begin alike share nodes. */
interface TokenNode {
  readonly children: Map<number, TokenNode>;
  readonly tokens: number[];
}

function treeOf(vocabulary: Vocabulary): TokenNode {
  const root: TokenNode = { children: new Map(), tokens: [] };
  for (let token = 0; token < vocabulary.size; token++) {
    let node = root;
    for (const byte of vocabulary.bytesOf(token)) {
      const child = node.children.get(byte) ?? { children: new Map(), tokens: [] };
      node.children.set(byte, child);
      node = child;
    }
    if (node !== root) node.tokens.push(token);
  }
  return root;
}

/** A state with its mask, which is made when it is first asked for. */
interface Masked {
  readonly state: State;
  readonly mask: Uint8Array;
  after(token: number): Masked | undefined;
}

class Masks {
  readonly #vocabulary: Vocabulary;
  readonly #root: TokenNode;
  readonly #known = new WeakMap<State, Masked>();

  constructor(vocabulary: Vocabulary, root: TokenNode) {
    this.#vocabulary = vocabulary;
    this.#root = root;
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
    const mask = new Uint8Array(this.#vocabulary.size);
    const walk = (node: TokenNode, at: State): void => {
      for (const token of node.tokens) mask[token] = 1;
      for (const [byte, child] of node.children) {
        const after = at.after(byte);
        if (after) walk(child, after);
      }
    };
    walk(this.#root, state);
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
