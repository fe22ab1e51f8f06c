import { failed, ok, type Result } from '../base/index.ts';
import { absentFigure, boundFigure } from '../plan/index.ts';
import { type FactoryText, planText } from './factory-text.ts';
import type { FigureName } from './inputs/points.ts';

/** A file, and the figure of its plan that is asked about. */
export interface TornadoRequest extends FactoryText {
  readonly figure: string;
}

/** An input with a range, and how far it alone moves the figure. */
interface TornadoInput extends FigureName {
  /** Whether it is a value of the file, and can be changed by its path; else a constant of the method. */
  readonly isOfFile: boolean;
  readonly value: number;
  /** Lowest and highest credible value, in SI. */
  readonly range: readonly [number, number];
  /** The figure with the input at either end and all others as they are, in SI. */
  readonly ends: readonly [number, number];
}

/** What the ranges of inputs do to a figure, the input that moves it furthest first. */
export interface Tornado extends FigureName {
  readonly value: number;
  /** Lowest and highest value with every input at its worst end and at its best, in SI. */
  readonly range: readonly [number, number];
  readonly inputs: readonly TornadoInput[];
}

const OF_FILE = 'factory.';

/**
 * The inputs whose ranges move a figure, as requirements are judged by them: each alone, by the formulas of the plan,
 * which is not planned again. Refuses a file that cannot be planned, and `figure.path` and `figure.absent` figures.
 */
export function tornadoOf(input: TornadoRequest): Result<Tornado> {
  const planned = planText(input);
  if (!planned.ok) return planned;
  const { notes } = planned.value.plan;
  const path = input.figure;
  const note = Object.hasOwn(notes, path) ? notes[path] : undefined;
  if (!note) return failed(absentFigure(notes, path, 'figure'));
  const { range, swings } = boundFigure(notes, [path], (lookup) => lookup(path));
  return ok({
    ...{ path, label: note.label, unit: note.unit, value: note.value, range },
    inputs: swings.map(({ input: of, ends }): TornadoInput => {
      const isOfFile = of.id.startsWith(OF_FILE);
      return {
        path: isOfFile ? of.id.slice(OF_FILE.length) : of.id,
        ...{ label: of.label, unit: of.unit, isOfFile, value: of.value, range: of.range!, ends },
      };
    }),
  });
}
