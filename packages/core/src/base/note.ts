import { evaluateFormula, type Formula, namesIn, parseFormula } from './formula.ts';
import { isKnown, type Known, type Provenance, type Source } from './known.ts';
import type { Place } from './problem.ts';

/**
 * Where a figure comes from: directly from a source (a provenance), `derived` by its formula, `chosen` by a
 * search, or `simulated` by the twin.
 */
export type NoteKind = Provenance | 'derived' | 'chosen' | 'simulated';

/** The explanation of one figure. Its id is the figure's path in the plan. */
export interface Note {
  readonly id: string;
  readonly label: string;
  readonly kind: NoteKind;
  /** In SI. */
  readonly value: number;
  /** The unit the value is best shown in; its dimension is the value's dimension. */
  readonly unit: string;
  /** In the language of `formula.ts`, over the names in `inputs`. Only for `derived`. */
  readonly formula?: string;
  /** Name in the formula -> note id. */
  readonly inputs?: Readonly<Record<string, string>>;
  readonly sources?: readonly Source[];
  readonly asOf?: string;
  readonly range?: readonly [number, number];
  readonly alternatives?: readonly Known[];
  /** Words: why this was assumed or chosen, or what the formula leaves out. */
  readonly reason?: string;
  readonly at?: Place;
}

type Inputs = Readonly<Record<string, string>>;
const NONE: Inputs = {};
type MutableNote = { -readonly [Field in keyof Note]: Note[Field] };

export type Notes = Readonly<Record<string, Note>>;

/** A figure and the formula behind it. */
export interface Figure {
  readonly label: string;
  readonly unit: string;
  /** Its names are looked up as a `Recorder` says. */
  readonly formula: string;
  /** Renamed inputs of the formula: name in the formula -> name to look up. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** The paper, section and equation behind the formula. */
  readonly source?: Source;
  readonly reason?: string;
}

/** What a model function reports about a figure it has just computed. */
export interface Derivation extends Figure {
  readonly value: number;
}

/** A figure without a formula: the outcome of a search or a simulation. */
export interface Finding {
  readonly label: string;
  readonly unit: string;
  readonly value: number;
  readonly reason: string;
  /** Names of the inputs that matter most. */
  readonly inputs?: readonly string[];
  readonly range?: readonly [number, number];
}

/**
 * Writes notes under a prefix. Model functions take a recorder optionally; without one they only compute.
 *
 * A name in a formula is (in this order) an alias of the scope (`gpu.bf16` where `gpu` is an alias), a path
 * below the scope's prefix, or a full note id. A name that has not been noted throws, as does a formula that
 * cannot be parsed: both are bugs in the program.
 */
export interface Recorder {
  /** Computes a figure by its formula from earlier notes, notes it and returns its value. */
  figure(name: string, figure: Figure): number;
  /** Notes a figure that code has computed, with the formula that gives the same value. */
  derive(name: string, derivation: Derivation): void;
  find(name: string, kind: 'chosen' | 'simulated', finding: Finding): void;
  /** A constant of the method, with its source: `2 FLOP` per multiply-add, a fitted coefficient. */
  know(name: string, label: string, known: Known): void;
  /** The full note id of a name in this scope, for use as an alias. */
  id(name: string): string;
  /** Whether a name of this scope has been noted. */
  has(name: string): boolean;
  /** A recorder for a part: names are prefixed with `name`, aliases are added to this scope's. */
  within(name: string, aliases?: Readonly<Record<string, string>>): Recorder;
}

/** Collects the notes of one plan. */
export class Notebook implements Recorder {
  readonly #notes: Map<string, Note>;
  readonly #prefix: string;
  readonly #aliases: Readonly<Record<string, string>>;

  constructor(
    notes: Map<string, Note> = new Map(),
    prefix = '',
    aliases: Readonly<Record<string, string>> = {},
  ) {
    this.#notes = notes;
    this.#prefix = prefix;
    this.#aliases = aliases;
  }

  within(name: string, aliases: Readonly<Record<string, string>> = {}): Notebook {
    const all: Record<string, string> = { ...this.#aliases };
    for (const alias of Object.keys(aliases)) all[alias] = this.#unalias(aliases[alias]!);
    return new Notebook(this.#notes, this.#path(name), all);
  }

  figure(name: string, figure: Figure): number {
    const formula = readFormula(figure.formula);
    const inputs = this.#inputsOf(formula, figure);
    const value = evaluateFormula(formula, (input) => this.valueOf(inputs[input]!));
    this.#addDerived(name, { ...figure, value }, inputs);
    return value;
  }

  derive(name: string, derivation: Derivation): void {
    this.#addDerived(name, derivation, this.#inputsOf(readFormula(derivation.formula), derivation));
  }

  find(name: string, kind: 'chosen' | 'simulated', finding: Finding): void {
    const { inputs, ...rest } = finding;
    const id = this.#path(name);
    const note: MutableNote = { id, ...rest, kind };
    if (inputs) note.inputs = this.#resolveAll(inputs);
    this.#add(note);
  }

  know(name: string, label: string, known: Known): void {
    const { provenance, source, ...rest } = known;
    const note: MutableNote = { id: this.#path(name), ...rest, label, kind: provenance };
    if (source) note.sources = [source];
    this.#add(note);
  }

  /**
   * Notes every `Known` of a structure under its own path. Values are named after the nearest enclosing
   * structure that has a `label`.
   */
  knowAll(tree: unknown, path = '', owner = ''): void {
    if (isKnown(tree)) {
      this.know(path, tree.label ?? labelFromPath(path, owner), tree);
      return;
    }
    if (typeof tree !== 'object' || tree === null) return;
    const label = 'label' in tree && typeof tree.label === 'string' ? tree.label : owner;
    for (const [key, value] of Object.entries(tree)) {
      this.knowAll(value, path ? `${path}.${key}` : key, label);
    }
  }

  id(name: string): string {
    return this.#path(name);
  }

  has(name: string): boolean {
    return this.#notes.has(this.#path(name));
  }

  /** The value noted under a full id; throws if there is none, which is a bug in the program. */
  valueOf(id: string): number {
    const note = this.#notes.get(id);
    if (!note) throw new Error(`no note "${id}"`);
    return note.value;
  }

  toNotes(): Notes {
    return Object.fromEntries(this.#notes);
  }

  #path(name: string): string {
    if (!this.#prefix) return name;
    return name ? `${this.#prefix}.${name}` : this.#prefix;
  }

  #add(note: Note): void {
    const before = this.#notes.get(note.id);
    // Two figures under one id would let a formula find the wrong one.
    if (before && before.value !== note.value) throw new Error(`"${note.id}" is noted twice`);
    this.#notes.set(note.id, note);
  }

  #addDerived(name: string, derivation: Derivation, inputs: Inputs): void {
    const { label, unit, value, formula, source, reason } = derivation;
    const id = this.#path(name);
    // Most notes of a plan come this way, so it avoids spreading objects.
    const note: MutableNote = { id, label, kind: 'derived', value, unit, formula, inputs };
    if (source) note.sources = [source];
    if (reason !== undefined) note.reason = reason;
    this.#add(note);
  }

  /** The note behind every name of a formula. */
  #inputsOf(formula: Formula, { formula: text, inputs: renamed = NONE }: Figure): Inputs {
    if (renamed === NONE) return this.#resolveAll(namesIn(formula));
    const inputs: Record<string, string> = {};
    for (const name of namesIn(formula)) {
      inputs[name] = this.#resolve(Object.hasOwn(renamed, name) ? renamed[name]! : name);
    }
    const unused = Object.keys(renamed).find((name) => !Object.hasOwn(inputs, name));
    if (unused !== undefined) throw new Error(`"${text}" does not name "${unused}"`);
    return inputs;
  }

  #resolveAll(names: readonly string[]): Inputs {
    const resolved: Record<string, string> = {};
    for (const name of names) resolved[name] = this.#resolve(name);
    return resolved;
  }

  #resolve(reference: string): string {
    const aliased = this.#unalias(reference);
    if (aliased !== reference && this.#notes.has(aliased)) return aliased;
    const below = this.#path(reference);
    if (this.#notes.has(below)) return below;
    if (this.#notes.has(reference)) return reference;
    throw new Error(
      `no note "${aliased}" for "${this.#prefix}": note an input before what uses it`,
    );
  }

  /** Replaces a leading alias by its target. */
  #unalias(reference: string): string {
    const dot = reference.indexOf('.');
    const head = dot < 0 ? reference : reference.slice(0, dot);
    if (!Object.hasOwn(this.#aliases, head)) return reference;
    return this.#aliases[head] + reference.slice(head.length);
  }
}

function readFormula(text: string): Formula {
  const formula = parseFormula(text);
  if (!formula.ok) throw new Error(formula.problems[0]!.message);
  return formula.value;
}

/** Words that are not written in lower case. */
const SPELLED: Readonly<Record<string, string>> = Object.fromEntries(
  'GPU GPUs NIC NICs NVLink SMs GEMM PUE TDP FP8 BF16 MTTF KV FFN MLP MoE IT'
    .split(' ')
    .map((word) => [word.toLowerCase(), word]),
);

/** `hardware.gpu.memoryBandwidth` of `NVIDIA H100` -> `NVIDIA H100, memory bandwidth`. */
function labelFromPath(path: string, owner: string): string {
  const parts = path.split('.');
  const words = parts
    .slice(owner ? -1 : -2)
    .join(' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/\w+/g, (word) => SPELLED[word] ?? word);
  return owner ? `${owner}, ${words}` : words.charAt(0).toUpperCase() + words.slice(1);
}

/** Assumed values from which some figure was computed; one that is merely in the file does not count. */
export function assumedInputs(notes: Notes): Note[] {
  const used = new Set(Object.values(notes).flatMap(({ inputs = {} }) => Object.values(inputs)));
  return Object.values(notes).filter(({ id, kind }) => kind === 'assumed' && used.has(id));
}
