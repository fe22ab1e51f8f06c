import type { RunDetail } from '@gigafactory/core/api';
import { showQuantity } from '@gigafactory/core/base';
import { useState } from 'react';
import { GivenOrders } from '../../control/GivenOrders.tsx';
import layout from '../../control/layout.module.css';
import { Moment } from '../../control/Moment.tsx';
import { OrderButton } from '../../control/OrderButton.tsx';
import { latestOf, leftOut } from '../../control/words.ts';
import { Button } from '../../ui/Button.tsx';
import { Chip, type Tone } from '../../ui/Chip.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { type Column, Table } from '../../ui/Table.tsx';
import { askedOf } from './orders.ts';
import styles from './RunsPage.module.css';
import { busyFirst } from './words.ts';

type Node = RunDetail['fleet'][number];
type Checkpoint = RunDetail['checkpoints'][number];

/** Nodes that are listed before all are asked for. */
const MOST_NODES = 50;

/** Nodes with their ranks, checkpoints, and who ordered what. */
export function Records({ detail }: { readonly detail: RunDetail }) {
  const { checkpoints, orders } = detail;
  return (
    <>
      <Nodes detail={detail} />
      <div className={layout.halves}>
        <Panel title="Checkpoints" about={leftOut(checkpoints.length)}>
          <Table
            caption={`Checkpoints of ${detail.run}`}
            columns={CHECKPOINTS}
            rows={latestOf(checkpoints)}
            rowKey={({ path, at }) => `${path} ${at}`}
            empty={<Empty title="None yet" />}
          />
        </Panel>
        <GivenOrders name={detail.run} orders={orders} />
      </div>
    </>
  );
}

/** All nodes of a small cluster; of a large one those that do something, for a page of thousands of rows helps nobody. */
function Nodes({ detail }: { readonly detail: RunDetail }) {
  const [isWhole, setIsWhole] = useState(false);
  const { fleet } = detail;
  const shown = isWhole ? fleet : busyFirst(fleet, MOST_NODES);
  return (
    <Panel
      title="Nodes"
      about="A drained node is left by its ranks, and none is placed on it until it is resumed."
      aside={
        fleet.length > MOST_NODES && (
          <Button onClick={() => setIsWhole(!isWhole)}>
            {isWhole ? 'Show fewer' : `Show all ${fleet.length.toLocaleString('en')}`}
          </Button>
        )
      }
    >
      <Table
        caption={`Nodes of ${detail.run}`}
        columns={nodeColumns(detail)}
        rows={shown}
        rowKey={({ node }) => node}
        empty={<Empty title="No node yet" />}
      />
    </Panel>
  );
}

const NODE_TONES: Readonly<Record<Node['state'], Tone>> = {
  running: 'good',
  free: 'neutral',
  cordoned: 'warn',
  draining: 'warn',
  broken: 'bad',
};

function nodeColumns({ run, state }: RunDetail): readonly Column<Node>[] {
  const isOver = state !== 'active';
  const reason = isOver ? `${run} is not active` : undefined;
  return [
    { key: 'node', head: 'Node', cell: ({ node }) => <span className={styles.nodes}>{node}</span> },
    {
      key: 'state',
      head: 'State',
      cell: (node) => <Chip tone={NODE_TONES[node.state]}>{node.state}</Chip>,
    },
    { key: 'pid', head: 'Agent', align: 'end', cell: ({ pid }) => pid ?? '–' },
    {
      key: 'ranks',
      head: 'Ranks: replica, process, memory',
      cell: ({ ranks }) =>
        ranks.length === 0 ? '–' : ranks.map((rank) => <RankWords key={rank.rank} rank={rank} />),
    },
    {
      key: 'order',
      head: 'Order',
      hideHead: true,
      align: 'end',
      cell: ({ node, state: is }) =>
        is === 'running' || is === 'free' ? (
          <OrderButton order={askedOf({ kind: 'drain', run, node })} disabledReason={reason} />
        ) : (
          <OrderButton order={askedOf({ kind: 'resume', run, node })} disabledReason={reason} />
        ),
    },
  ];
}

function RankWords({
  rank: { rank, replica, pid, state, memory },
}: {
  readonly rank: Node['ranks'][number];
}) {
  const words = [
    `replica ${replica}`,
    ...(pid === undefined ? [] : [`process ${pid}`]),
    ...(memory === undefined ? [] : [showQuantity(memory, 'B', { digits: 3 })]),
    ...(state === 'running' ? [] : [state]),
  ];
  return (
    <div>
      rank {rank}: {words.join(', ')}
    </div>
  );
}

const CHECKPOINT_TONES: Readonly<Record<Checkpoint['state'], Tone>> = {
  kept: 'good',
  deleted: 'neutral',
  unreadable: 'bad',
};

const CHECKPOINTS: readonly Column<Checkpoint>[] = [
  { key: 'step', head: 'Step', cell: ({ step }) => step.toLocaleString('en') },
  {
    key: 'state',
    head: 'State',
    cell: ({ state }) => <Chip tone={CHECKPOINT_TONES[state]}>{state}</Chip>,
  },
  {
    key: 'bytes',
    head: 'Size',
    align: 'end',
    cell: ({ bytes }) => showQuantity(bytes, 'B', { digits: 3 }),
  },
  { key: 'at', head: 'Written', cell: ({ at }) => <Moment at={at} /> },
  {
    key: 'path',
    head: 'Path',
    wide: true,
    cell: ({ path }) => <code className={layout.path}>{path}</code>,
  },
];
