import { failed, ok, type Problem, type Result, unitFactor } from '../../base/index.ts';
import type { Factory } from '../../factory/index.ts';
import type { FactoryText } from '../factory-text.ts';
import { type NumberInput, numberInput, readEnds, written } from '../inputs/number-input.ts';
import { showSpan, usualSpans } from '../inputs/usual-span.ts';
import type { Stretch } from './boundary.ts';

/** Where a boundary is sought: an input, and its values as whole multiples of a step. */
export interface Scale {
  readonly input: NumberInput;
  /** In SI. */
  readonly step: number;
  readonly stretch: Stretch;
  /** What was taken for granted, in sentences. */
  readonly assumed: readonly string[];
}

/** A value is told to about a thousandth of the span. */
const PARTS = 1000;

/**
 * The values among which to seek: between two ends as written or, of those left out, the ends of the range that the file or
 * a source gives the input, or half and twice its value as far as it may be that. Problems: those of the input and of its ends, `input.range` if
 * there is nothing to begin from, `input.whole` if no whole value lies in between.
 */
export function scaleOf(
  text: FactoryText,
  factory: Factory,
  path: string,
  given: { readonly from?: string | undefined; readonly to?: string | undefined },
): Result<Scale> {
  const found = numberInput(text, factory, path, given.from ?? given.to);
  if (!found.ok) return found;
  const [usual] = usualSpans(text, [found.value]);
  const assumed: string[] = [];
  if (given.from === undefined || given.to === undefined) {
    if (!usual) return failed(noRange(found.value));
    assumed.push(usual.why);
  }
  const textOf = (value: number) => written(found.value, value).text;
  const ends = readEnds(found.value, {
    from: given.from ?? textOf(usual!.from),
    to: given.to ?? textOf(usual!.to),
  });
  if (!ends.ok) return ends;
  const { from, to, unit } = ends.value;
  const input = { ...found.value, unit };
  const step = input.step ?? decimalStep(from, to, unit);
  const [least, most] = [ceil(from / step), floor(to / step)];
  if (least > most) return failed(noneBetween(input, from, to));
  const middle = (from + to) / 2;
  const start = Math.min(most, Math.max(least, Math.round((input.value ?? middle) / step)));
  return ok({ input, step, stretch: { least, most, start }, assumed });
}

/** The value of a multiple, in SI, and its text. */
export function valueOn({ input, step }: Scale, multiple: number) {
  return written(input, multiple * step);
}

/** A power of ten of the unit. */
function decimalStep(from: number, to: number, unit: string): number {
  const factor = unitFactor(unit);
  const span = (to - from) / factor;
  const [, exponent] = (span / PARTS).toExponential().split('e');
  return Number(`1e${exponent}`) * factor;
}

/** A multiple that is off by rounding only counts as whole. */
const SLACK = 1e-9;

function ceil(value: number): number {
  return Math.ceil(value - Math.abs(value) * SLACK);
}

function floor(value: number): number {
  return Math.floor(value + Math.abs(value) * SLACK);
}

function noRange({ path }: NumberInput): Problem {
  const message = `Nothing says how far "${path}" may go; give both ends.`;
  return { code: 'input.range', path, message };
}

function noneBetween({ path, step = 1, unit }: NumberInput, from: number, to: number): Problem {
  const what = unit === 'date' ? 'day' : step === 1 ? 'whole number' : `multiple of ${step}`;
  const message = `No ${what} lies in ${showSpan(from, to, unit)}; take ends that are further apart.`;
  return { code: 'input.whole', path, message };
}
