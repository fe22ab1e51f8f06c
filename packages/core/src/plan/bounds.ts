import { evaluateFormula, type Note, type Notes, parseFormula } from '../base/index.ts';

type Interval = readonly [number, number];

/** How far one uncertain input moves a figure. */
export interface Swing {
  readonly input: Note;
  /** The figure with the input at its lowest and at its highest, all others at their value. */
  readonly ends: Interval;
}

/** The range of a figure and what it comes from, widest first. */
export interface FigureBounds {
  readonly range: Interval;
  readonly swings: readonly Swing[];
}

/**
 * Lowest and highest value of a figure when every input with a range may sit at either end of it:
 * each input is moved alone to find its direction, then all move together to the worst and to the
 * best. Exact for a figure that is monotone in each input; not a confidence interval. The range
 * always holds the figure itself.
 */
export function boundFigure(
  notes: Notes,
  names: readonly string[],
  figure: (lookup: (id: string) => number) => number,
): FigureBounds {
  const derivation = new Derivation(notes, names);
  const at = (moved: ReadonlyMap<string, number>) => figure(derivation.with(moved));
  const value = at(new Map());
  const swings = closureOf(notes, names)
    .map((id) => notes[id]!)
    .filter((note) => note.range && note.range[0] < note.range[1])
    .map((input): Swing => {
      const [low, high] = input.range!;
      return { input, ends: [at(new Map([[input.id, low]])), at(new Map([[input.id, high]]))] };
    })
    .filter(({ ends }) => ends[0] !== value || ends[1] !== value)
    .sort((a, b) => width(b.ends) - width(a.ends));
  const least = at(new Map(swings.map((swing) => [swing.input.id, endFor(swing, 'low')])));
  const most = at(new Map(swings.map((swing) => [swing.input.id, endFor(swing, 'high')])));
  // A figure that is not monotone may be lower or higher with one input moved than with all.
  const seen = [value, least, most, ...swings.flatMap(({ ends }) => ends)];
  return { range: [Math.min(...seen), Math.max(...seen)], swings };
}

/** The ids that figures rest on, themselves first, each once. */
export function closureOf(notes: Notes, ids: readonly string[]): string[] {
  const closure = new Set<string>();
  const visit = (id: string): void => {
    if (closure.has(id)) return;
    closure.add(id);
    for (const input of Object.values(notes[id]?.inputs ?? {})) visit(input);
  };
  ids.forEach(visit);
  return [...closure];
}

/** Which end of an input makes the figure lowest or highest. */
function endFor({ input, ends }: Swing, want: 'low' | 'high'): number {
  const rising = ends[1] > ends[0];
  return input.range![rising === (want === 'high') ? 1 : 0];
}

function width([a, b]: Interval): number {
  return Math.abs(b - a);
}

/** A figure on the way to the ones asked for. */
interface Step {
  readonly note: Note;
  /** Places of its inputs, and the same by their names in the formula. */
  readonly inputs: readonly number[];
  readonly places: ReadonlyMap<string, number>;
}

/** Figures and all that they rest on, in an order in which inputs come before what is made of them. */
class Derivation {
  readonly #steps: Step[] = [];
  readonly #places = new Map<string, number>();
  readonly #values: number[] = [];

  constructor(notes: Notes, names: readonly string[]) {
    for (const name of names) this.#add(notes, name);
  }

  /**
   * What figures are with some inputs moved, by evaluating the formulas between; it holds until the next
   * call. What rests on nothing moved keeps its noted value, to the last bit.
   */
  with(moved: ReadonlyMap<string, number>): (id: string) => number {
    for (let place = 0; place < this.#steps.length; place++) {
      const step = this.#steps[place]!;
      this.#values[place] = moved.get(step.note.id) ?? this.#valueOf(step);
    }
    return (id) => this.#values[this.#places.get(id)!]!;
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
    for (const name in inputs) places.set(name, this.#add(notes, inputs[name]!));
    const place = this.#steps.push({ note, inputs: [...places.values()], places }) - 1;
    this.#places.set(id, place);
    return place;
  }
}
