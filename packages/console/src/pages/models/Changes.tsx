import type { ModelChange } from '@gigafactory/core/api';
import type { ReactNode } from 'react';
import { Moment } from '../../control/Moment.tsx';
import { latestOf } from '../../control/words.ts';
import { type Column, Table } from '../../ui/Table.tsx';
import { changeWords } from './words.ts';

interface Props {
  readonly caption: string;
  readonly changes: readonly ModelChange[];
  /** Instead of a table without rows. */
  readonly empty: ReactNode;
}

/** What became of aliases and versions, the newest first. */
export function Changes({ caption, changes, empty }: Props) {
  return (
    <Table
      caption={caption}
      columns={COLUMNS}
      rows={latestOf(changes)}
      rowKey={({ number }) => String(number)}
      empty={empty}
    />
  );
}

const COLUMNS: readonly Column<ModelChange>[] = [
  { key: 'what', head: 'What', cell: changeWords },
  { key: 'by', head: 'By', cell: ({ by }) => by },
  { key: 'at', head: 'When', cell: ({ at }) => <Moment at={at} /> },
  { key: 'why', head: 'Why', wide: true, cell: ({ why }) => why ?? '–' },
];
