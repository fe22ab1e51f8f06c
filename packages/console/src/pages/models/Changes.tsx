import type { ModelChange } from '@gigafactory/core/api';
import type { ReactNode } from 'react';
import { showTime } from '../../control/words.ts';
import { type Column, Table } from '../../ui/Table.tsx';
import { changeWords } from './words.ts';

interface Props {
  readonly caption: string;
  readonly changes: readonly ModelChange[];
  /** Instead of a table without rows. */
  readonly empty: ReactNode;
}

/** The latest that are listed. */
const MOST = 20;

/** What became of aliases and versions, the newest first. */
export function Changes({ caption, changes, empty }: Props) {
  return (
    <Table
      caption={caption}
      columns={COLUMNS}
      rows={changes.slice(-MOST).reverse()}
      rowKey={({ number }) => String(number)}
      empty={empty}
    />
  );
}

const COLUMNS: readonly Column<ModelChange>[] = [
  { key: 'what', head: 'What', cell: changeWords },
  { key: 'by', head: 'By', cell: ({ by }) => by },
  { key: 'at', head: 'When', cell: ({ at }) => showTime(at) },
  { key: 'why', head: 'Why', wide: true, cell: ({ why }) => why ?? '–' },
];
