import { andThen, failed, ok, type Problem, type Result } from '../../base/index.ts';
import type { Factory } from '../../factory/index.ts';
import { absentFigure, headlineFigures, planFactory } from '../../plan/index.ts';
import { type FactoryText, readText } from '../factory-text.ts';
import {
  answerPoints,
  type FigureName,
  type PointsPart,
  type PointsRequest,
} from '../inputs/points.ts';
import { carryOut, type Study } from '../study.ts';
import { type Axis, axisOf, type Over } from './axis.ts';

/** The fewest and the most values of an input, and the most points of a grid. */
export const LEAST_STEPS = 2;
export const MOST_STEPS = 1000;
export const MOST_POINTS = 2500;

/** A file, one or two inputs to vary, and the figures wanted; the headline figures if none are named. */
export interface SweepRequest extends FactoryText {
  readonly over: readonly Over[];
  /** Values of each input. */
  readonly steps: number;
  readonly figures?: readonly string[] | undefined;
}

/** A varied input with its values, in SI. */
export interface SweptInput extends FigureName {
  readonly values: readonly number[];
}

/** What a file comes to with one value of each varied input. */
export interface SweepPoint {
  /** Of the first input, in SI. */
  readonly value: number;
  /** Of each input. */
  readonly values: readonly number[];
  /** By path, in SI; null where the plan has none, or an infinite one. */
  readonly figures: Readonly<Record<string, number | null>>;
  /** Why this point cannot be planned. */
  readonly problems: readonly Problem[];
}

/** Points in order of the first input, and below it of the second. */
export interface Sweep {
  readonly over: readonly SweptInput[];
  readonly figures: readonly FigureName[];
  readonly points: readonly SweepPoint[];
}

/** Points of a part: few enough for progress to be seen and for threads to end together. */
const POINTS_EACH = 8;

interface Ground {
  readonly text: FactoryText;
  readonly axes: readonly Axis[];
  readonly figures: readonly string[];
}

class SweepStudy implements Study<PointsRequest, PointsPart, Sweep> {
  readonly #ground: Ground;
  /** For each point the index of its value on each axis. */
  readonly #grid: readonly (readonly number[])[];
  #parts: readonly PointsPart[] | undefined;

  constructor(ground: Ground) {
    this.#ground = ground;
    this.#grid = ground.axes.reduce<readonly (readonly number[])[]>(
      (grid, { values }) => grid.flatMap((each) => values.map((_, index) => [...each, index])),
      [[]],
    );
  }

  next(): readonly PointsRequest[] {
    if (this.#parts) return [];
    const { text, axes, figures } = this.#ground;
    const points = this.#grid.map((indices) => ({
      edits: Object.fromEntries(
        axes.map(({ path, texts }, axis) => [path, texts[indices[axis]!]!] as const),
      ),
    }));
    const parts = Math.ceil(points.length / POINTS_EACH);
    return Array.from({ length: parts }, (_, part) => ({
      ...text,
      points: points.slice(part * POINTS_EACH, (part + 1) * POINTS_EACH),
      figures,
    }));
  }

  take(parts: readonly PointsPart[]): void {
    this.#parts = parts;
  }

  describe(): undefined {
    return undefined;
  }

  report(): Result<Sweep> {
    const { axes, figures } = this.#ground;
    const parts = this.#parts ?? [];
    const names = new Map(parts.flatMap((part) => part.figures.map((name) => [name.path, name])));
    const points = parts.flatMap((part) => part.points);
    // A figure that no point has is a mistake, unless no point could be planned at all.
    const missing = figures.filter((path) => !names.has(path));
    if (missing.length > 0 && points.some(({ problems }) => problems.length === 0)) {
      return failed(...missing.map((path) => absentFigure({}, path, 'figure')));
    }
    return ok({
      over: axes.map(({ path, label, unit, values }) => ({ path, label, unit, values })),
      figures: figures.map((path) => names.get(path) ?? { path, label: path, unit: '1' }),
      points: points.map(({ values, problems }, index): SweepPoint => {
        const at = this.#grid[index]!.map((place, axis) => axes[axis]!.values[place]!);
        const of = Object.fromEntries(figures.map((path, which) => [path, values[which] ?? null]));
        return { value: at[0]!, values: at, figures: of, problems };
      }),
    });
  }
}

/**
 * A sweep for several workers to share. Refuses a file that cannot be read, and with the problems of `axisOf` an input;
 * `figure.unknown` and `figure.absent` for figures that its plan lacks; `sweep.over`, `sweep.points` for too much.
 */
export function sweepStudy(input: SweepRequest): Result<Study<PointsRequest, PointsPart, Sweep>> {
  const { over, steps, figures, ...text } = input;
  return andThen(readText(text), (factory) => {
    const axes = axesOf(text, factory, over, steps);
    if (!axes.ok) return axes;
    const wanted = figuresOf(factory, figures);
    if (!wanted.ok) return wanted;
    return ok(new SweepStudy({ text, axes: axes.value, figures: wanted.value }));
  });
}

/** Figures of a file for many values of one or two of its inputs. */
export function sweepFigures(input: SweepRequest): Result<Sweep> {
  return andThen(sweepStudy(input), (study) => carryOut(study, answerPoints));
}

function axesOf(
  text: FactoryText,
  factory: Factory,
  over: readonly Over[],
  steps: number,
): Result<readonly Axis[]> {
  const [first, second] = over;
  if (first && second?.path === first.path) {
    const message = `"${first.path}" is varied twice; name two inputs, or one.`;
    return failed({ code: 'sweep.over', path: first.path, message });
  }
  const axes: Axis[] = [];
  const problems: Problem[] = [];
  for (const each of over) {
    const axis = axisOf(text, factory, each, steps);
    if (axis.ok) axes.push(axis.value);
    else problems.push(...axis.problems);
  }
  if (problems.length > 0) return failed(...problems);
  const points = axes.reduce((product, { values }) => product * values.length, 1);
  if (points <= MOST_POINTS) return ok(axes);
  const message = `${points} points are too many; at most ${MOST_POINTS}: take fewer steps.`;
  return failed({ code: 'sweep.points', message, expected: `at most ${MOST_POINTS} points` });
}

/** A base that cannot be planned says nothing about figures: the points may have them. */
function figuresOf(
  factory: Factory,
  wanted: readonly string[] | undefined,
): Result<readonly string[]> {
  const planned = planFactory(factory);
  if (!planned.ok) return wanted ? ok([...new Set(wanted)]) : planned;
  const { notes, training } = planned.value;
  if (!wanted) return ok(headlineFigures(notes, Object.keys(training)));
  const missing = wanted.filter((path) => !Object.hasOwn(notes, path));
  if (missing.length === 0) return ok([...new Set(wanted)]);
  return failed(...missing.map((path) => absentFigure(notes, path, 'figure')));
}
