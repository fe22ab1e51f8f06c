import { showQuantity } from '@gigafactory/core/base';
import type { ReactNode } from 'react';
import type { Difference, TwinResult } from '../../api/types.ts';
import { StackedBar } from '../../charts/StackedBar.tsx';
import { LOSSES } from '../../life/losses.ts';
import { type Column, Table } from '../../ui/Table.tsx';
import { showInterval } from '../words.ts';
import styles from './Compare.module.css';
import { differenceWords } from './difference.ts';

interface Props {
  readonly results: readonly [TwinResult, TwinResult];
  readonly names: readonly [string, string];
  /** The second's ETTR less the first's; undefined while lives are missing. */
  readonly difference: Difference | undefined;
}

interface Row {
  readonly key: string;
  readonly what: ReactNode;
  readonly cells: readonly [ReactNode, ReactNode];
}

/** Two policies under the same failures: where their time went, and which gets further. */
export function Comparison({ results, names, difference }: Props) {
  const columns: Column<Row>[] = [
    { key: 'what', head: 'Of a life', cell: ({ what }) => what },
    { key: 'a', head: names[0], align: 'end', cell: ({ cells }) => cells[0] },
    { key: 'b', head: names[1], align: 'end', cell: ({ cells }) => cells[1] },
  ];
  const longest = Math.max(...results.map(lostTotal));
  return (
    <>
      <p className={styles.verdict}>
        {difference && <b>{differenceWords(difference, names)}</b>} Both live under the same seed:
        the same failures strike, until what they cause differs, and lives are compared in pairs.
      </p>
      {results.map((result, i) => (
        <div key={names[i]}>
          <p className={styles.name}>
            {names[i]}: {showQuantity(lostTotal(result), 'h', { digits: 3 })} lost, mean of a life
          </p>
          <StackedBar
            label={`Time lost under ${names[i]}`}
            whole={longest}
            parts={LOSSES.map(({ key, label, token }) => ({
              key,
              label,
              token,
              value: result.lost[key].mean,
            }))}
            show={(value) => showQuantity(value, 'h', { digits: 3 })}
          />
        </div>
      ))}
      <Table
        caption="Two policies"
        columns={columns}
        rows={rowsOf(results)}
        rowKey={({ key }) => key}
      />
    </>
  );
}

function rowsOf(results: Props['results']): Row[] {
  const row = (key: string, what: string, cell: (result: TwinResult) => ReactNode): Row => ({
    key,
    what,
    cells: [cell(results[0]), cell(results[1])],
  });
  const days = (seconds: number): string => showQuantity(seconds, 'd', { digits: 4 });
  return [
    row('ettr', 'ETTR', ({ ettr }) => (
      <>
        {showQuantity(ettr.mean, '%', { digits: 4 })} <small>{showInterval(ettr, '%')}</small>
      </>
    )),
    row('duration', 'Duration P10 · P50 · P90', ({ duration }) =>
      duration ? `${days(duration.p10)} · ${days(duration.p50)} · ${days(duration.p90)}` : '–',
    ),
    row('interruptions', 'Unexpected interruptions', ({ interruptions }) =>
      showQuantity(interruptions.unexpected.mean, '1', { digits: 4 }),
    ),
    ...LOSSES.filter(({ key }) => results.some((result) => result.lost[key].mean >= 1)).map(
      ({ key, label }) =>
        row(key, label, ({ lost }) => showQuantity(lost[key].mean, 'h', { digits: 3 })),
    ),
  ];
}

function lostTotal({ lost }: TwinResult): number {
  return LOSSES.reduce((sum, { key }) => sum + lost[key].mean, 0);
}
