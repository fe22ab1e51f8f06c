import { evaluateFormula, type Note, type Notes, parseFormula } from '../base/index.ts';

/** A figure on the way to the requested ones. */
interface Step {
  readonly note: Note;
  /** Indices of its inputs, and the same by their names in the formula. */
  readonly inputs: readonly number[];
  readonly places: ReadonlyMap<string, number>;
  /** Indices of the figures computed from it. */
  readonly users: number[];
}

/** How figures depend on their inputs, which come before the figures computed from them. */
export class Dependence {
  readonly #steps: Step[] = [];
  readonly #places = new Map<string, number>();
  readonly #values: number[] = [];
  /** Indices at which a value may differ from the noted one. */
  #moved: number[] = [];

  constructor(notes: Notes, names: readonly string[]) {
    for (const name of names) this.#add(notes, name);
  }

  /**
   * The values of figures with some inputs moved, by evaluating the formulas in between; valid until the next
   * call. A figure that depends on no moved input keeps its noted value, to the last bit.
   */
  with(inputs: ReadonlyMap<string, number>): (id: string) => number {
    for (const place of this.#moved) this.#values[place] = this.#steps[place]!.note.value;
    this.#moved = this.#restingOn(inputs.keys());
    for (const place of this.#moved) {
      const step = this.#steps[place]!;
      this.#values[place] = inputs.get(step.note.id) ?? this.#valueOf(step);
    }
    return (id) => this.#values[this.#places.get(id)!]!;
  }

  /** Some inputs and everything computed from them, in order. */
  #restingOn(ids: Iterable<string>): number[] {
    const found = new Set<number>();
    const open: number[] = [];
    for (const id of ids) open.push(this.#places.get(id)!);
    for (let place = open.pop(); place !== undefined; place = open.pop()) {
      if (found.has(place)) continue;
      found.add(place);
      open.push(...this.#steps[place]!.users);
    }
    return [...found].sort((a, b) => a - b);
  }

  #valueOf({ note, inputs, places }: Step): number {
    if (note.formula === undefined || !this.#isMoved(inputs)) return note.value;
    const formula = parseFormula(note.formula);
    if (!formula.ok) return note.value;
    return evaluateFormula(formula.value, (name) => this.#values[places.get(name)!]!);
  }

  #isMoved(inputs: readonly number[]): boolean {
    for (const place of inputs) {
      if (this.#values[place] !== this.#steps[place]!.note.value) return true;
    }
    return false;
  }

  #add(notes: Notes, id: string): number {
    const known = this.#places.get(id);
    if (known !== undefined) return known;
    const note = notes[id]!;
    const places = new Map<string, number>();
    const { inputs = {} } = note;
    for (const name of Object.keys(inputs)) places.set(name, this.#add(notes, inputs[name]!));
    const distinct = [...new Set(places.values())];
    const place = this.#steps.push({ note, inputs: distinct, places, users: [] }) - 1;
    for (const input of distinct) this.#steps[input]!.users.push(place);
    this.#places.set(id, place);
    this.#values.push(note.value);
    return place;
  }
}
