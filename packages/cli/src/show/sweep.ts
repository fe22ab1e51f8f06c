import type { Sweep } from '@gigafactory/core/api';
import { amount } from '../text/amount.ts';
import { toCsv } from '../text/csv.ts';
import type { Paint } from '../text/paint.ts';
import { type Cell, table } from '../text/table.ts';

/** One line a point: the values of the inputs, the figures, and why there is no plan. */
export function showSweep({ over, figures, points }: Sweep, paint: Paint): string[] {
  const heads = [...over, ...figures].map(({ path }) => ({ title: path, align: 'right' as const }));
  const rows = points.map(({ values, figures: of, problems }): Cell[] => [
    ...values.map((value, axis) => amount(value, over[axis]!.unit)),
    ...figures.map(({ path, unit }) => {
      const value = of[path] ?? null;
      return value === null ? '–' : amount(value, unit);
    }),
    problems.map(({ message }) => message).join(' '),
  ]);
  return table([...heads, { title: '' }], rows, paint);
}

/** The points as CSV, in SI; the last column says why there is no plan. */
export function toSweepCsv({ over, figures, points }: Sweep): string {
  return toCsv([
    [...over.map(({ path }) => path), ...figures.map(({ path }) => path), 'problem'],
    ...points.map(({ values, figures: of, problems }) => [
      ...values,
      ...figures.map(({ path }) => of[path] ?? null),
      problems.map(({ message }) => message).join(' '),
    ]),
  ]);
}
