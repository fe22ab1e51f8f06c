import {
  type Known,
  type Place,
  type Problem,
  parseQuantity,
  sameDimension,
  showExact,
  unitDimension,
} from '../base/index.ts';
import { type Cursor, isSettable } from './cursor.ts';
import { type JsonSchema, type Shape, text } from './shape.ts';

/** In SI. */
export interface QuantityLimits {
  readonly least?: number;
  readonly most?: number;
  /** Refuses zero and negative values. */
  readonly positive?: boolean;
  readonly whole?: boolean;
}

/**
 * Beyond any quantity of a factory in SI (a price per joule is 1e-8, the FLOP of a run 1e27), yet so far
 * within the range of a double that no product or ratio in a plan over- or underflows.
 */
const TINIEST = 1e-18;
const HUGEST = 1e36;

/**
 * A number with its unit: `80 GB`, or `{ value: 80 GB, source: ..., range: [70 GB, 90 GB] }`, or
 * with `assumed: why` where it is not published. Read into SI.
 */
export function quantity(
  description: string,
  unit: string,
  limits: QuantityLimits = { positive: true },
): Shape<Known> {
  return {
    schema: quantitySchema(description, unit, limits),
    label: labelOf(description),
    read: (cursor) => readKnown(cursor, unit, limits),
  };
}

/** `Between checkpoints; left out: ...` -> `Between checkpoints`. */
export function labelOf(description: string): string {
  return description.split(';')[0]!;
}

/** Under `$defs` of the JSON Schema: text with a unit, or the parts of a quantity. */
export const QUANTITY_DEFINITION: JsonSchema = {
  anyOf: [
    { type: 'string', minLength: 1 },
    {
      type: 'object',
      additionalProperties: false,
      required: ['value'],
      properties: {
        value: { type: ['number', 'string'], description: 'The number with its unit' },
        source: { type: 'string', description: 'Where this stands' },
        assumed: { type: 'string', description: 'Why this value, when none is published' },
        range: {
          type: 'array',
          description: 'Lowest and highest credible value',
          items: { type: ['number', 'string'] },
          minItems: 2,
          maxItems: 2,
        },
      },
    },
  ],
};

/** Only a count or a share may be written without its unit. */
function quantitySchema(description: string, unit: string, limits: QuantityLimits): JsonSchema {
  const bare = sameDimension(unitDimension(unit), unitDimension('1'));
  const written = { $ref: '#/$defs/quantity' };
  return {
    description: unit === '1' ? description : `${description} (${unit})`,
    ...(bare ? { anyOf: [numberSchema(limits), written] } : written),
  };
}

function numberSchema({ least, most, positive, whole }: QuantityLimits): JsonSchema {
  return {
    type: whole ? 'integer' : 'number',
    ...(least === undefined ? {} : { minimum: least }),
    ...(positive && least === undefined ? { exclusiveMinimum: 0 } : {}),
    ...(most === undefined ? {} : { maximum: most }),
  };
}

const DETAILS = ['value', 'source', 'assumed', 'range'];

function readKnown(cursor: Cursor, unit: string, limits: QuantityLimits): Known | undefined {
  if (!cursor.isMap) return given(readNumber(cursor, unit, limits), cursor.at);
  const parts = new Map(cursor.entries());
  for (const [key, part] of parts) {
    if (!DETAILS.includes(key)) part.reportUnknownKey(key, DETAILS);
  }
  const value = parts.get('value');
  if (!value) {
    cursor.report({
      code: 'key.missing',
      message: 'A quantity in parts needs a "value".',
      expected: 'value',
    });
  }
  const known = value && given(readNumber(value, unit, limits), value.at);
  const reason = readText(parts.get('assumed'), 'A reason');
  const title = readText(parts.get('source'), 'A source');
  const ends = readRange(parts.get('range'), known, unit, limits);
  return (
    known && {
      ...known,
      ...(ends ? { range: ends } : {}),
      ...(title === undefined ? {} : { source: { title } }),
      ...(reason === undefined ? {} : { provenance: 'assumed', reason }),
    }
  );
}

function given(number: { value: number; unit: string } | undefined, at: Place): Known | undefined {
  return number && { ...number, provenance: 'given', at };
}

function readText(cursor: Cursor | undefined, description: string): string | undefined {
  return cursor && text(description).read(cursor);
}

function readRange(
  cursor: Cursor | undefined,
  known: Known | undefined,
  unit: string,
  limits: QuantityLimits,
): readonly [number, number] | undefined {
  if (!cursor) return undefined;
  const items = cursor.items();
  const ends = items.slice(0, 2).map((item) => readNumber(item, unit, limits)?.value);
  const [low, high] = ends;
  // Problems with an end or with the value have already been reported.
  const unread = items.length === 2 && (low === undefined || high === undefined);
  if (unread || (known === undefined && items.length === 2)) return undefined;
  if (items.length === 2 && low! <= known!.value && known!.value <= high!) return [low!, high!];
  cursor.report({
    code: 'range.invalid',
    message:
      'A range is [lowest, highest] with the value between them, such as value: 3 d, range: [2 d, 5 d].',
    expected: '[lowest, highest]',
  });
  return undefined;
}

function readNumber(
  cursor: Cursor,
  unit: string,
  limits: QuantityLimits,
): { value: number; unit: string } | undefined {
  const written = cursor.text;
  if (written === undefined) {
    const what = unit === '1' ? 'a number' : `a quantity in ${unit}`;
    const message = `Expected ${what}, not ${cursor.kind}.`;
    cursor.report({ code: 'quantity.expected', message, expected: unit });
    return undefined;
  }
  const read = parseQuantity(written, unit);
  if (!read.ok) {
    const problem = read.problems[0]!;
    const fix = withUnit(written, unit, problem);
    const edits = fix !== undefined && isSettable(cursor.path) ? { [cursor.path]: fix } : undefined;
    cursor.report({
      ...problem,
      ...(edits ? { fixes: [{ label: `Write “${fix}”`, edits }] } : {}),
    });
    return undefined;
  }
  const { value } = read.value;
  const fault = outside(value, unit, limits);
  if (fault) {
    cursor.report({
      code: 'quantity.limits',
      message: `"${written.trim()}" must be ${fault.words}.`,
      expected: fault.words,
      ...(fault.limit === undefined ? {} : { limit: fault.limit }),
    });
    return undefined;
  }
  // Turns a negative zero into a zero.
  return { value: value || 0, unit: read.value.unit === '1' ? unit : read.value.unit };
}

/** What a value must be that is none of these, and the limit that it is beyond, if it is one. */
interface Fault {
  readonly words: string;
  readonly limit?: number;
}

/** The same number with the unit that was meant: the known one nearest to it, or the usual one where it lacks any. */
function withUnit(written: string, unit: string, problem: Problem): string | undefined {
  const { code, nearest } = problem;
  const number = /^\s*(?:USD|\$)?\s*[-+]?[\d.,]+(?:e[+-]?\d+)?/.exec(written)?.[0].trim();
  if (number === undefined) return undefined;
  // Of another dimension, the number means something else too.
  if (code !== 'quantity.unit' && number.length !== written.trim().length) return undefined;
  const symbol = nearest ?? unit;
  const mended = symbol === 'USD' ? `$${number.replace('$', '')}` : `${number} ${symbol}`;
  return parseQuantity(mended, unit).ok ? mended : undefined;
}

function outside(value: number, unit: string, limits: QuantityLimits): Fault | undefined {
  const { least, most = HUGEST, positive, whole } = limits;
  const show = (limit: number) => showExact(limit, unit);
  if (least !== undefined && value < least)
    return { words: `at least ${show(least)}`, limit: least };
  if (positive && !(value > 0)) return { words: 'more than zero' };
  if (value !== 0 && Math.abs(value) < TINIEST) return { words: `at least ${show(TINIEST)}` };
  if (Math.abs(value) > most) return { words: `at most ${show(most)}`, limit: most };
  if (whole && !Number.isSafeInteger(value)) return { words: 'a whole number' };
  return undefined;
}
