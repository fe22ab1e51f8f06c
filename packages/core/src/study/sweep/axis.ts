import { failed, ok, type Problem, type Result, unitFactor } from '../../base/index.ts';
import type { Factory } from '../../factory/index.ts';
import type { FactoryText } from '../factory-text.ts';
import { type NumberInput, numberInput, readEnds, written } from '../inputs/number-input.ts';

/** What to vary: an input, between two values as written. */
export interface Over {
  readonly path: string;
  readonly from: string;
  readonly to: string;
}

/** An input and its values, in SI, each with the text of its edit. */
export interface Axis extends NumberInput {
  readonly values: readonly number[];
  readonly texts: readonly string[];
}

const DIGITS = 12;

/**
 * Evenly spaced values of an input from end to end, `steps` of them, or as many as there are whole ones.
 * Problems: those of `numberInput` and `readEnds`; `input.whole` if no whole value lies between the ends.
 */
export function axisOf(
  text: FactoryText,
  factory: Factory,
  over: Over,
  steps: number,
): Result<Axis> {
  const found = numberInput(text, factory, over.path, over.from);
  if (!found.ok) return found;
  const ends = readEnds(found.value, over);
  if (!ends.ok) return ends;
  const { from, to, unit } = ends.value;
  const input = { ...found.value, unit };
  const spaced =
    input.step === undefined ? evenly(from, to, steps, unit) : whole(from, to, steps, input.step);
  if (spaced.length === 0) return failed(noneWhole(over, input));
  const all = spaced.map((value) => written(input, value));
  return ok({
    ...input,
    values: all.map(({ value }) => value),
    texts: all.map((each) => each.text),
  });
}

/** In the unit in which they are written, so that 1.05, 1.1 and 1.15 are these. */
function evenly(from: number, to: number, steps: number, unit: string): number[] {
  const factor = unitFactor(unit);
  const [first, last] = [from / factor, to / factor];
  return Array.from({ length: steps }, (_, index) => {
    const value = first + ((last - first) * index) / (steps - 1);
    return Number(value.toPrecision(DIGITS)) * factor;
  });
}

/** Multiples of `step`, each once. */
function whole(from: number, to: number, steps: number, step: number): number[] {
  const [first, last] = [Math.ceil(from / step), Math.floor(to / step)];
  if (first > last) return [];
  const count = Math.min(steps, last - first + 1);
  if (count === 1) return [first * step];
  return Array.from(
    { length: count },
    (_, index) => Math.round(first + ((last - first) * index) / (count - 1)) * step,
  );
}

function noneWhole({ path, from, to }: Over, { step = 1, unit }: NumberInput): Problem {
  const what = step === 1 ? 'whole number' : unit === 'date' ? 'day' : `multiple of ${step}`;
  const message = `No ${what} lies between ${from} and ${to}; take ends that are further apart.`;
  return { code: 'input.whole', path, message };
}
