import { showQuantity } from '@gigafactory/core/base';
import type { TwinResult } from '../../../api/types.ts';
import { showInterval } from '../../../lives/words.ts';
import { type Column, Table } from '../../../ui/Table.tsx';

type Run = TwinResult['others'][number];

const COLUMNS: readonly Column<Run>[] = [
  {
    key: 'run',
    head: 'Run',
    cell: ({ run, kind }) => (kind === 'serve' ? `${run} (service)` : run),
  },
  { key: 'nodes', head: 'Nodes', align: 'end', cell: ({ nodes }) => nodes.toLocaleString('en') },
  {
    key: 'ettr',
    head: 'ETTR or availability',
    align: 'end',
    cell: ({ ettr }) =>
      `${showQuantity(ettr.mean, '%', { digits: 4 })} (${showInterval(ettr, '%')})`,
  },
  {
    key: 'unexpected',
    head: 'Interruptions',
    align: 'end',
    cell: ({ interruptions }) => showQuantity(interruptions.unexpected.mean, '1', { digits: 4 }),
  },
];

/** The runs simulated alongside, including services. */
export function OtherRuns({ runs }: { readonly runs: readonly Run[] }) {
  return (
    <Table caption="Runs side by side" columns={COLUMNS} rows={runs} rowKey={({ run }) => run} />
  );
}
