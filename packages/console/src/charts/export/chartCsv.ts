import { writeCsv } from '../../ui/export/csv.ts';
import { withUnit } from '../../ui/export/tableCsv.ts';
import type { TimeChartProps } from '../timePlot.ts';

/** Every sample of a chart: time in s, then each series in its unit. */
export function chartCsv({
  time,
  series,
  unit,
}: Pick<TimeChartProps, 'time' | 'series' | 'unit'>): string {
  return writeCsv(
    ['time (s)', ...series.map(({ label }) => withUnit(label, unit))],
    time.map((at, row) => [at, ...series.map(({ values }) => values[row] ?? null)]),
  );
}
