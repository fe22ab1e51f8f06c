import type { ReactNode } from 'react';
import { Shown } from '../ui/Quantity.tsx';
import { type Column, Table } from '../ui/Table.tsx';
import type { CursorState } from './cursor.ts';
import styles from './TimeChart.module.css';
import type { TimeChartProps } from './timePlot.ts';

/** Rows that a reader may want to go through. */
const MOST_ROWS = 200;

interface Props {
  readonly chart: TimeChartProps;
  readonly view: CursorState['view'];
  readonly showTime: (seconds: number) => string;
}

/** What a chart draws, in rows: of many samples, evenly spaced ones. */
export function DataTable({ chart, view, showTime }: Props): ReactNode {
  const { title, time, series, unit, showY, show = showY } = chart;
  const inView = time.flatMap((at, index) =>
    view && (at < view[0] || at > view[1]) ? [] : [index],
  );
  const every = Math.max(1, Math.ceil(inView.length / MOST_ROWS));
  const rows = inView.filter((_, order) => order % every === 0);
  const columns: readonly Column<number>[] = [
    {
      key: 'time',
      head: 'Time',
      cell: (row) => (
        <Shown value={time[row] ?? 0} unit="s">
          {showTime(time[row] ?? 0)}
        </Shown>
      ),
    },
    ...series.map(
      ({ label, values }): Column<number> => ({
        key: label,
        head: label,
        align: 'end',
        cell: (row) => {
          const value = values[row];
          if (value === null || value === undefined) return '–';
          return (
            <Shown value={value} unit={unit}>
              {show(value)}
            </Shown>
          );
        },
      }),
    ),
  ];
  return (
    <>
      <section
        className={styles.data}
        aria-label={`${title}, as a table`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keyboard.
        tabIndex={0}
      >
        <Table caption={title} columns={columns} rows={rows} rowKey={String} narrow="scroll" />
      </section>
      {every > 1 ? (
        <p className={styles.cut}>
          Every {every}th of {inView.length.toLocaleString('en')} samples; the CSV has all of them.
        </p>
      ) : null}
    </>
  );
}
