import { PINNED_FIELDS, STRATEGY_FIELDS, type Strategy } from '@gigafactory/core/api';

/** The values of a choice field in words. */
export function wordsOf(field: 'recompute' | 'sharding'): Readonly<Record<string, string>> {
  const values = Object.entries(STRATEGY_FIELDS[field].values);
  return Object.fromEntries(values.map(([value, { words }]) => [value, words]));
}

/** The strategy as a value of the factory file. DP follows from the GPUs, so it is not written. */
export function strategyText(strategy: Strategy): string {
  return `{${PINNED_FIELDS.map((field) => `${field}: ${strategy[field]}`).join(', ')}}`;
}

/** Whether two strategies split a run in the same way. */
export function sameStrategy(a: Strategy, b: Strategy): boolean {
  return strategyText(a) === strategyText(b) && a.dp === b.dp;
}
