import { parseQuantity } from '@gigafactory/core/base';
import type { Call } from './call.ts';

/** Units of what an edit may hold; a text is read in the first that both can be read in. */
const UNITS = [
  '1',
  'GPU',
  'node',
  'token',
  '%',
  's',
  'd',
  'B',
  'B/s',
  'W',
  'W/s',
  'USD',
  'USD/kWh',
  'USD/W',
  'FLOP',
  '1/day',
  'date',
];

/** Whether two values mean the same: 50,000 and 50000, 3 min and 180 s. */
function isSame(expected: unknown, actual: unknown): boolean {
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual)) return false;
    const [a, b] = [new Set(expected.map(String)), new Set(actual.map(String))];
    return a.size === b.size && [...a].every((one) => b.has(one));
  }
  if (isRecord(expected))
    return (
      isRecord(actual) &&
      Object.entries(expected).every(
        ([key, value]) => Object.hasOwn(actual, key) && isSame(value, actual[key]),
      )
    );
  if (typeof expected !== 'string' && typeof expected !== 'number') return expected === actual;
  if (typeof actual !== 'string' && typeof actual !== 'number') return false;
  const [a, b] = [String(expected).trim(), String(actual).trim()];
  if (a.toLowerCase() === b.toLowerCase()) return true;
  return UNITS.some((unit) => {
    const [x, y] = [parseQuantity(a, unit), parseQuantity(b, unit)];
    return (
      x.ok && y.ok && Math.abs(x.value.value - y.value.value) <= 1e-6 * Math.abs(x.value.value)
    );
  });
}

/** Whether a call has all that is expected of its arguments. */
export function hasArguments(
  expected: Readonly<Record<string, unknown>>,
  { arguments: actual }: Call,
): boolean {
  return isSame(expected, actual);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
