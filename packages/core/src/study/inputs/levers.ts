import { failed, type Note, ok, type Result } from '../../base/index.ts';
import { absentFigure, closureOf, moveFigure } from '../../plan/index.ts';
import { type FactoryText, planText } from '../factory-text.ts';
import { written } from './number-input.ts';
import type { FigureName } from './points.ts';
import { type UsualSpan, usualSpans } from './usual-span.ts';

/** A file, and the figure of its plan that is asked about. */
export interface LeversRequest extends FactoryText {
  readonly figure: string;
}

/** A number of the file that a figure rests on, and where to vary it. */
export interface Lever extends FigureName {
  /** In SI. */
  readonly value: number;
  /** Where to look for other values of it, as an edit writes them. */
  readonly from: string;
  readonly to: string;
  /** Whether the file or a source gives these as its range. */
  readonly isRange: boolean;
  /** The figure at either end by the formulas of the plan, which is not planned again; null for no number. */
  readonly ends: readonly [number | null, number | null];
  /** Whether people decide about it, rather than find it in a datasheet, a model or a measurement. */
  readonly isDecision: boolean;
}

/** The numbers of a file that a figure rests on: those that are decided first, and of them what moves it furthest. */
export interface Levers extends FigureName {
  readonly value: number;
  readonly levers: readonly Lever[];
}

const OF_FILE = 'factory.';
/** Sections whose numbers a planner sets; the others say what things are. */
const DECIDED = /^(fleet|site|storage|operations|resilience|money|schedule|runs|services)\./;

/**
 * The numbers of a file that a figure of its plan rests on, by its formulas. Refuses a file that cannot be planned, and
 * `figure.path` and `figure.absent` figures.
 */
export function leversOf(input: LeversRequest): Result<Levers> {
  const planned = planText(input);
  if (!planned.ok) return planned;
  const { figure, ...text } = input;
  const { notes } = planned.value.plan;
  const note = Object.hasOwn(notes, figure) ? notes[figure] : undefined;
  if (!note) return failed(absentFigure(notes, figure, 'figure'));
  const inputs = closureOf(notes, [figure])
    .filter((id) => id.startsWith(OF_FILE) && isNumberOfFile(id))
    .map((id) => ({ ...notes[id]!, path: id.slice(OF_FILE.length) }));
  const spans = usualSpans(text, inputs);
  const at = moveFigure(notes, figure);
  const levers = inputs.flatMap((each, index) => {
    const span = spans[index];
    return span ? [leverOf(each, span, at)] : [];
  });
  const { label, unit, value } = note;
  return ok({ path: figure, label, unit, value, levers: levers.toSorted(furthestFirst) });
}

/** Claims are compared with, and references with nothing but claims: neither is an input of what is built. */
function isNumberOfFile(id: string): boolean {
  return !/^factory\.(requirements|references)\./.test(id);
}

function leverOf(
  { path, label, unit, value, id }: Note & { readonly path: string },
  { from, to, isRange }: UsualSpan,
  at: (id: string, value: number) => number,
): Lever {
  const textOf = (end: number) => written({ unit }, end).text;
  const ends = [from, to].map((end) => finite(at(id, end))) as [number | null, number | null];
  const isDecision = DECIDED.test(path);
  return {
    path,
    label,
    unit,
    value,
    from: textOf(from),
    to: textOf(to),
    isRange,
    ends,
    isDecision,
  };
}

function furthestFirst(a: Lever, b: Lever): number {
  return Number(b.isDecision) - Number(a.isDecision) || widthOf(b) - widthOf(a);
}

function widthOf({ ends: [low, high] }: Lever): number {
  return low === null || high === null ? Number.POSITIVE_INFINITY : Math.abs(high - low);
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
