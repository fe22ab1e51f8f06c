import type { Note, Notes } from '../base/index.ts';
import { Dependence } from './dependence.ts';

type Interval = readonly [number, number];

/** How far one uncertain input moves a figure. */
export interface Swing {
  readonly input: Note;
  /** The figure with the input at its lowest and at its highest, and all others at their value. */
  readonly ends: Interval;
}

/** The range of a figure and the inputs that cause it, widest first. */
export interface FigureBounds {
  readonly range: Interval;
  readonly swings: readonly Swing[];
}

/**
 * Lowest and highest value of a figure if every input with a range may lie at either end of it: each input is
 * moved alone to find its direction, then all move together to the worst and to the best. Exact for a figure
 * that is monotone in each input; not a confidence interval. The range always contains the figure itself.
 */
export function boundFigure(
  notes: Notes,
  names: readonly string[],
  figure: (lookup: (id: string) => number) => number,
): FigureBounds {
  const dependence = new Dependence(notes, names);
  const at = (moved: ReadonlyMap<string, number>) => figure(dependence.with(moved));
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
  // A figure that is not monotone may be lower or higher with one input moved than with all moved.
  const seen = [value, least, most, ...swings.flatMap(({ ends }) => ends)];
  return { range: [Math.min(...seen), Math.max(...seen)], swings };
}

/** What a figure becomes by the formulas of its plan if one of the inputs that it rests on has another value. */
export function moveFigure(notes: Notes, figure: string): (id: string, value: number) => number {
  const dependence = new Dependence(notes, [figure]);
  return (id, value) => dependence.with(new Map([[id, value]]))(figure);
}

/** The ids that figures depend on, themselves first, each once. */
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
