import {
  DAY_S,
  failed,
  isKnown,
  type Known,
  nearestName,
  ok,
  type Problem,
  parseQuantity,
  type Result,
  showExact,
  unitFactor,
} from '../../base/index.ts';
import { type Factory, factoryAt, quantityAt, quantityPaths } from '../../factory/index.ts';
import { type FactoryText, readText } from '../factory-text.ts';

/** An input of a factory file that is a number, and so can be varied. */
export interface NumberInput {
  readonly path: string;
  readonly label: string;
  /** The unit it is written in. */
  readonly unit: string;
  /** What it is now, in SI; absent if the file leaves it out and it has no default. */
  readonly value?: number;
  /** Lowest and highest credible value, in SI, if the file or a source says so. */
  readonly range?: readonly [number, number];
  /** Only multiples of this make sense, in SI: whole nodes, whole numbers, days; absent for any number. */
  readonly step?: number;
}

/** Two values of an input as written, with their units. */
export interface WrittenEnds {
  readonly from: string;
  readonly to: string;
}

/** GPUs that come in whole nodes. */
const OF_WHOLE_NODES = /^(?:fleet|(?:runs|services)\.[^.]+)\.gpus$/;

/**
 * The number at a path of a file that has been read. `sample` is a value of it as written, by which an input that the
 * file leaves out can be read. Problems: those of reading it, `input.unknown` for no such path, `input.number` for
 * something that is no number.
 */
export function numberInput(
  text: FactoryText,
  factory: Factory,
  path: string,
  sample: string | undefined,
): Result<NumberInput> {
  const there = factoryAt(factory, path);
  if (isKnown(there)) return ok(describe(text, factory, path, there, there.value));
  if (there !== undefined) return failed(notANumber(factory, path));
  const read = readText(edited(text, { [path]: sample ?? '1' }));
  const known = read.ok ? quantityAt(read.value, path) : undefined;
  if (known && sample !== undefined) return ok(describe(text, factory, path, known, undefined));
  const problems = read.ok ? [] : read.problems.filter((problem) => isAbout(problem, path));
  const isNumber = known !== undefined || problems.some(({ code }) => code.startsWith('quantity.'));
  if (isNumber && sample === undefined) return failed(leftOut(path));
  const isUnknown = problems.some(({ code }) => code.endsWith('.unknown'));
  if (problems.length > 0 && !isUnknown) return failed(...problems.map(withoutPlace));
  return failed(unknownInput(factory, path));
}

/** A text with more edits. */
export function edited(text: FactoryText, edits: Readonly<Record<string, string>>): FactoryText {
  return { ...text, edits: { ...text.edits, ...edits } };
}

/** A value in SI of an input as an edit writes it, and the value that this is read as. */
export function written(
  { unit }: Pick<NumberInput, 'unit'>,
  value: number,
): { text: string; value: number } {
  const text = showExact(value, unit);
  const read = parseQuantity(text, unit);
  return { text, value: read.ok ? read.value.value : value };
}

/**
 * Both ends of a span in SI, and the unit that the first is written in. Problems: those of the quantities, at `from` and
 * `to`; `input.span` if the first is not below the second.
 */
export function readEnds(
  input: NumberInput,
  { from, to }: WrittenEnds,
): Result<{ readonly from: number; readonly to: number; readonly unit: string }> {
  const [low, high] = [parseQuantity(from, input.unit), parseQuantity(to, input.unit)];
  const problems = [low, high].flatMap((end) => (end.ok ? [] : end.problems));
  if (!low.ok || !high.ok) {
    return failed(...problems.map((problem) => ({ ...problem, path: input.path })));
  }
  if (!(low.value.value < high.value.value)) {
    const message = `A span goes from a smaller value to a larger one, not from ${from.trim()} to ${to.trim()}.`;
    return failed({ code: 'input.span', path: input.path, message });
  }
  const { unit } = low.value;
  const isBare = unit === '1' || unitFactor(unit) === 1;
  return ok({ from: low.value.value, to: high.value.value, unit: isBare ? input.unit : unit });
}

function describe(
  text: FactoryText,
  factory: Factory,
  path: string,
  known: Known,
  value: number | undefined,
): NumberInput {
  const { unit, range } = known;
  const step = stepOf(text, factory, path, known);
  return {
    path,
    label: known.label ?? path,
    unit,
    ...(value === undefined ? {} : { value }),
    ...(range && range[0] < range[1] ? { range } : {}),
    ...(step === undefined ? {} : { step }),
  };
}

function stepOf(
  text: FactoryText,
  factory: Factory,
  path: string,
  { unit, value }: Known,
): number | undefined {
  if (unit === 'date') return DAY_S;
  if (OF_WHOLE_NODES.test(path)) return factory.hardware.node.gpusPerNode.value;
  if (!Number.isSafeInteger(value)) return undefined;
  // Whether halves are refused only the file's own reader knows.
  const half = readText(edited(text, { [path]: showExact(value + 0.5, unit) }));
  const isRefused = !half.ok && half.problems.some((problem) => isWhole(problem, path));
  return isRefused ? 1 : undefined;
}

function isWhole({ code, path, expected }: Problem, of: string): boolean {
  return code === 'quantity.limits' && path === of && expected === 'a whole number';
}

function isAbout({ path = '' }: Problem, of: string): boolean {
  return `${path}.`.startsWith(`${of}.`) || `${of}.`.startsWith(`${path}.`);
}

function withoutPlace({ at: _, ...problem }: Problem): Problem {
  return problem;
}

function notANumber(factory: Factory, path: string): Problem {
  const below = quantityPaths(factory).filter((each) => each.startsWith(`${path}.`));
  const hint = below.length > 0 ? ` Numbers below it: ${below.slice(0, 6).join(', ')}.` : '';
  const message = `"${path}" is not a number, so it has no values in between.${hint}`;
  return { code: 'input.number', path, message, expected: 'the path of a number' };
}

function unknownInput(factory: Factory, path: string): Problem {
  const nearest = nearestName(path, quantityPaths(factory));
  return {
    code: 'input.unknown',
    path,
    message: `The file has no number "${path}", and none can be added there.`,
    ...(nearest === undefined ? {} : { nearest }),
  };
}

function leftOut(path: string): Problem {
  const message = `The file leaves out "${path}", so nothing says where to look: give both ends.`;
  return { code: 'input.range', path, message };
}
