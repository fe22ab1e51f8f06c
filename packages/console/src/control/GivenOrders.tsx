import type { RunDetail } from '@gigafactory/core/api';
import type { ReactNode } from 'react';
import { Empty } from '../ui/Empty.tsx';
import { Panel } from '../ui/Panel.tsx';
import { type Column, Table } from '../ui/Table.tsx';
import { Moment } from './Moment.tsx';
import { latestOf, leftOut } from './words.ts';

type Order = RunDetail['orders'][number];

interface Props {
  /** To whom: `grok-nano`. */
  readonly name: string;
  /** The newest last. */
  readonly orders: readonly Order[];
}

/** Who ordered what, and what became of it. */
export function GivenOrders({ name, orders }: Props): ReactNode {
  return (
    <Panel title="Orders" about={leftOut(orders.length)}>
      <Table
        caption={`Orders to ${name}`}
        columns={COLUMNS}
        rows={latestOf(orders)}
        rowKey={({ at, order, by }) => `${at} ${order} ${by}`}
        empty={<Empty title="None was given" />}
      />
    </Panel>
  );
}

const COLUMNS: readonly Column<Order>[] = [
  { key: 'order', head: 'Order', cell: ({ order }) => order },
  { key: 'by', head: 'By', cell: ({ by }) => by },
  { key: 'at', head: 'Given', cell: ({ at }) => <Moment at={at} /> },
  { key: 'outcome', head: 'Outcome', wide: true, cell: ({ outcome }) => outcome || 'under way' },
];
