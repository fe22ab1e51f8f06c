import { type Problem, showQuantity, YEAR_S } from '../../base/index.ts';
import { type FactoryText, readText } from '../factory-text.ts';
import { edited, type NumberInput, written } from './number-input.ts';

/** Where to look for values of an input if nobody says where. */
export interface UsualSpan {
  /** In SI. */
  readonly from: number;
  readonly to: number;
  /** From the file or a source, or only from the value. */
  readonly isRange: boolean;
  /** How it was chosen, in a sentence. */
  readonly why: string;
}

/** Where nothing says how far an input may go: from half to twice its value. */
const FACTOR = 2;

type Ended = Pick<NumberInput, 'path' | 'unit' | 'value' | 'range'>;

/**
 * The spans of inputs of a file, in their order: the range that the file or a source gives or, without one, half and twice the
 * value, or a year before and after a date, as far as the file may say so. Undefined where there is nothing to begin
 * from.
 */
export function usualSpans(
  text: FactoryText,
  inputs: readonly Ended[],
): readonly (UsualSpan | undefined)[] {
  const bare = inputs.map(spanOf);
  const limitOf = (end: 'from' | 'to') => limitsOf(text, inputs, (index) => bare[index]?.[end]);
  const [least, most] = [limitOf('from'), limitOf('to')];
  return bare.map((span, index) => {
    if (!span || span.isRange) return span;
    const { path } = inputs[index]!;
    const [from, to] = [least.get(path) ?? span.from, most.get(path) ?? span.to];
    return from < to ? within(inputs[index]!, { ...span, from, to }, span) : undefined;
  });
}

function spanOf({ path, value, range, unit }: Ended): UsualSpan | undefined {
  if (range && range[0] < range[1]) {
    const [from, to] = range;
    const why = `${path} lies within its range, ${showSpan(from, to, unit)}.`;
    return { from, to, isRange: true, why };
  }
  if (value === undefined || !(value > 0)) return undefined;
  const [from, to] =
    unit === 'date' ? [value - YEAR_S, value + YEAR_S] : [value / FACTOR, value * FACTOR];
  const how = unit === 'date' ? 'within a year of its day' : 'between half and twice its value';
  const why = `Nothing says how far ${path} may go: it was sought ${how}, ${showSpan(from, to, unit)}.`;
  return { from, to, isRange: false, why };
}

/** A span that the limits of its input cut short. */
function within({ path, unit }: Ended, cut: UsualSpan, whole: UsualSpan): UsualSpan {
  if (cut.from === whole.from && cut.to === whole.to) return whole;
  const why = `Nothing says how far ${path} may go: it was sought between half and twice its value as far as that is allowed, ${showSpan(cut.from, cut.to, unit)}.`;
  return { ...cut, why };
}

/** Limits that the ends of inputs break, by path: the reader of the file knows them, and tells all at once. */
function limitsOf(
  text: FactoryText,
  inputs: readonly Ended[],
  endOf: (index: number) => number | undefined,
): ReadonlyMap<string, number> {
  const ends = inputs.flatMap((input, index) => {
    const end = endOf(index);
    return end === undefined ? [] : [[input.path, written(input, end).text] as const];
  });
  if (ends.length === 0) return new Map();
  const read = readText(edited(text, Object.fromEntries(ends)));
  const problems: readonly Problem[] = read.ok ? [] : read.problems;
  return new Map(
    problems.flatMap(({ code, path, limit }) =>
      code === 'quantity.limits' && path !== undefined && limit !== undefined
        ? [[path, limit] as const]
        : [],
    ),
  );
}

/** A span in words: `20 MW to 40 MW`. */
export function showSpan(from: number, to: number, unit: string): string {
  return `${showQuantity(from, unit)} to ${showQuantity(to, unit)}`;
}
