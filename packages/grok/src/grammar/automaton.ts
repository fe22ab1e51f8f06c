import { failed, ok, type Problem, type Result } from '@gigafactory/core/base';
import type { CodePoints, Grammar } from './grammar.ts';
import { type ByteRange, byteSequences } from './utf8.ts';

/** Where a text may stand in a grammar. States of one automaton are equal only if they are the same object. */
export interface State {
  /** The text so far is complete. */
  readonly accepts: boolean;
  /** The text so far is complete, and nothing may follow. */
  readonly ends: boolean;
  /** Undefined if the byte may not follow. */
  after(byte: number): State | undefined;
}

/** Most states, before they are joined; a grammar with more is refused. */
const MOST_STATES = 200_000;

/** Most joined states that are remembered. */
const MOST_REMEMBERED = 10_000;

/**
 * The state before the first byte. From every state that is reached this way a complete text can be reached.
 * Problems: `grammar.invalid` for counts, ranges or texts that mean nothing, `grammar.size` if it is too large,
 * `grammar.empty` if it allows no text at all.
 */
export function startOf(grammar: Grammar): Result<State> {
  const builder = new Builder();
  const start = builder.add(grammar, FINAL);
  if (builder.problem) return failed(builder.problem);
  const automaton = new Automaton(builder.nodes);
  const state = automaton.start(start);
  if (!state)
    return failed({ code: 'grammar.empty', message: 'The grammar allows nothing, not even "".' });
  return ok(state);
}

const ENCODER = new TextEncoder();

/** The node in which a text is complete. */
const FINAL = 0;

/** A byte in the range leads to the target. */
interface Edge extends ByteRange {
  readonly target: number;
}

/** A state of the automaton that is not deterministic. */
interface Node {
  readonly edges: Edge[];
  /** Nodes that are reached without a byte. */
  readonly jumps: number[];
}

/** Makes nodes from the end to the start: each part is given the node that follows it. */
class Builder {
  readonly nodes: Node[] = [{ edges: [], jumps: [] }];
  problem: Problem | undefined;
  readonly #sequences = new Map<readonly CodePoints[], ByteRange[][]>();
  /** Starts of parts by what follows them: parts that are shared are built once for each. */
  readonly #built = new Map<object, Map<number, number>>();

  /** The first node of a part that leads to `next`. */
  add(grammar: Grammar, next: number): number {
    if (this.problem) return next;
    if (this.nodes.length > MOST_STATES) {
      this.problem = {
        code: 'grammar.size',
        message: `The grammar has more than ${MOST_STATES} states: repeat less, or without an end.`,
      };
      return next;
    }
    if (typeof grammar === 'string') return this.#text(grammar, next);
    const known = this.#built.get(grammar) ?? new Map<number, number>();
    this.#built.set(grammar, known);
    const start = known.get(next) ?? this.#part(grammar, next);
    known.set(next, start);
    return start;
  }

  #part(grammar: Exclude<Grammar, string>, next: number): number {
    if ('oneOf' in grammar) return this.#oneOf(grammar.oneOf, next);
    if ('sequence' in grammar)
      return grammar.sequence.reduceRight<number>((after, part) => this.add(part, after), next);
    if ('choice' in grammar)
      return this.#node(
        [],
        grammar.choice.map((part) => this.add(part, next)),
      );
    if ('characters' in grammar) return this.#characters(grammar.characters, next);
    return this.#repeat(grammar, next);
  }

  #repeat({ repeat, least, most }: Extract<Grammar, { repeat: Grammar }>, next: number): number {
    const counts = most === undefined ? [least] : [least, most];
    if (counts.some((count) => !(Number.isInteger(count) && count >= 0)) || least > (most ?? least))
      return this.#refuse(`cannot repeat from ${least} to ${most ?? 'any number of'} times`);
    let start = next;
    if (most === undefined) {
      start = this.#node([], [next]);
      this.nodes[start]!.jumps.push(this.add(repeat, start));
    }
    for (let count = most ?? least; count > least && !this.problem; count--)
      start = this.#node([], [next, this.add(repeat, start)]);
    for (let count = least; count > 0 && !this.problem; count--) start = this.add(repeat, start);
    return start;
  }

  /** Texts that begin alike share nodes. */
  #oneOf(texts: readonly string[], next: number): number {
    const root = this.#node();
    for (const text of texts) {
      if (!isText(text)) return this.#refuse('has a text with half of a character');
      let at = root;
      for (const byte of ENCODER.encode(text)) {
        const { edges } = this.nodes[at]!;
        const edge = edges.find(({ first }) => first === byte);
        if (!edge) edges.push({ first: byte, last: byte, target: this.#node() });
        at = edge?.target ?? edges.at(-1)!.target;
      }
      this.nodes[at]!.jumps.push(next);
    }
    return root;
  }

  #text(text: string, next: number): number {
    if (!isText(text)) return this.#refuse('has a text with half of a character');
    return ENCODER.encode(text).reduceRight(
      (target, byte) => this.#node([{ first: byte, last: byte, target }]),
      next,
    );
  }

  #characters(ranges: readonly CodePoints[], next: number): number {
    const start = this.#node();
    for (const bytes of this.#sequencesOf(ranges)) {
      const target = bytes
        .slice(1)
        .reduceRight((after, range) => this.#node([{ ...range, target: after }]), next);
      this.nodes[start]!.edges.push({ ...bytes[0]!, target });
    }
    return start;
  }

  /** The same ranges are often repeated: they are taken apart once. */
  #sequencesOf(ranges: readonly CodePoints[]): readonly ByteRange[][] {
    const known = this.#sequences.get(ranges);
    if (known) return known;
    const bad = ranges.find(([first, last]) => !(first >= 0 && first <= last && last <= 0x10ffff));
    if (bad) this.#refuse(`has no characters from ${bad[0]} to ${bad[1]}`);
    const made = bad ? [] : ranges.flatMap(([first, last]) => byteSequences(first, last));
    this.#sequences.set(ranges, made);
    return made;
  }

  #node(edges: Edge[] = [], jumps: number[] = []): number {
    return this.nodes.push({ edges, jumps }) - 1;
  }

  #refuse(what: string): number {
    this.problem = { code: 'grammar.invalid', message: `The grammar ${what}.` };
    return FINAL;
  }
}

function isText(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}

/** Joins nodes into deterministic states, as texts reach them. */
class Automaton {
  readonly #nodes: readonly Node[];
  /** From which a complete text can be reached. */
  readonly #alive: readonly boolean[];
  readonly #states = new Map<string, JoinedState>();

  constructor(nodes: readonly Node[]) {
    this.#nodes = nodes;
    this.#alive = aliveOf(nodes);
  }

  start(node: number): State | undefined {
    return this.#join([node]);
  }

  after(nodes: readonly number[], byte: number): State | undefined {
    const targets: number[] = [];
    for (const node of nodes)
      for (const { first, last, target } of this.#nodes[node]!.edges)
        if (byte >= first && byte <= last) targets.push(target);
    return this.#join(targets);
  }

  /** Divides the bytes where an edge begins or ends. */
  rangesOf(nodes: readonly number[]): Uint16Array {
    const starts = new Uint8Array(257);
    for (const node of nodes) {
      for (const { first, last } of this.#nodes[node]!.edges) {
        starts[first] = 1;
        starts[last + 1] = 1;
      }
    }
    const ranges = new Uint16Array(256);
    let range = 0;
    for (let byte = 0; byte < 256; byte++) {
      range += starts[byte]!;
      ranges[byte] = range;
    }
    return ranges;
  }

  #join(nodes: readonly number[]): State | undefined {
    const closed = this.#close(nodes);
    if (closed.length === 0) return undefined;
    const key = closed.join();
    const known = this.#states.get(key);
    if (known) return known;
    // States in use live on without being remembered; their successors are made anew.
    if (this.#states.size >= MOST_REMEMBERED) this.#states.clear();
    const state = new JoinedState(this, closed);
    this.#states.set(key, state);
    return state;
  }

  /** With all that is reached without a byte; of these only such as have edges, or complete the text. */
  #close(nodes: readonly number[]): number[] {
    const seen = new Set<number>();
    const open = [...nodes];
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      if (seen.has(node) || !this.#alive[node]) continue;
      seen.add(node);
      open.push(...this.#nodes[node]!.jumps);
    }
    return [...seen]
      .filter((node) => node === FINAL || this.#nodes[node]!.edges.length > 0)
      .sort((left, right) => left - right);
  }
}

class JoinedState implements State {
  readonly accepts: boolean;
  readonly ends: boolean;
  readonly #automaton: Automaton;
  readonly #nodes: readonly number[];
  /** Number of the range that each byte is in: bytes of one range lead to the same state. */
  #ranges: Uint16Array | undefined;
  /** By number of the range; null where nothing may follow. */
  readonly #after: (State | null | undefined)[] = [];

  constructor(automaton: Automaton, nodes: readonly number[]) {
    this.#automaton = automaton;
    this.#nodes = nodes;
    this.accepts = nodes[0] === FINAL;
    this.ends = this.accepts && nodes.length === 1;
  }

  after(byte: number): State | undefined {
    this.#ranges ??= this.#automaton.rangesOf(this.#nodes);
    const range = this.#ranges[byte]!;
    let state = this.#after[range];
    if (state === undefined) {
      state = this.#automaton.after(this.#nodes, byte) ?? null;
      this.#after[range] = state;
    }
    return state ?? undefined;
  }
}

function aliveOf(nodes: readonly Node[]): boolean[] {
  const before: number[][] = nodes.map(() => []);
  nodes.forEach(({ edges, jumps }, node) => {
    for (const { target } of edges) before[target]!.push(node);
    for (const target of jumps) before[target]!.push(node);
  });
  const alive = nodes.map(() => false);
  const open = [FINAL];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (alive[node]) continue;
    alive[node] = true;
    open.push(...before[node]!);
  }
  return alive;
}
