import type { ServiceDetail } from '@gigafactory/core/api';
import layout from '../../control/layout.module.css';
import { OrderButton } from '../../control/OrderButton.tsx';
import { showRate, showTime } from '../../control/words.ts';
import { Chip } from '../../ui/Chip.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { type Column, Table } from '../../ui/Table.tsx';
import { askedOf } from './orders.ts';
import styles from './ServicePage.module.css';
import { p95Words, REPLICA_TONES, showCount, showMean, showUse } from './words.ts';

type Replica = ServiceDetail['replicas'][number];
type Version = ServiceDetail['versions'][number];
type Order = ServiceDetail['orders'][number];

interface Props {
  readonly detail: ServiceDetail;
}

/** The latest that are listed. */
const MOST = 20;

/** Each replica: where it is, how it does, and why. */
export function Replicas({ detail }: Props) {
  return (
    <Panel
      title="Replicas"
      about="Each is started, watched and drained by itself. One that is not ready takes no requests."
    >
      <Table
        caption={`Replicas of ${detail.service}`}
        columns={REPLICAS}
        rows={detail.replicas}
        rowKey={({ replica }) => replica}
        empty={<Empty title="No replica yet">{detail.reason}</Empty>}
      />
    </Panel>
  );
}

const REPLICAS: readonly Column<Replica>[] = [
  {
    key: 'replica',
    head: 'Replica',
    cell: ({ replica, url }) => (
      <span className={layout.pair}>
        {replica}
        {url && (
          <small>
            <code className={layout.path}>{url}</code>
          </small>
        )}
      </span>
    ),
  },
  {
    key: 'state',
    head: 'State',
    cell: ({ state, since }) => (
      <span className={layout.pair}>
        <Chip tone={REPLICA_TONES[state]}>{state}</Chip>
        <small>since {showTime(since).slice(11, 19)}</small>
      </span>
    ),
  },
  {
    key: 'nodes',
    head: 'Nodes',
    cell: ({ nodes }) => (nodes.length === 0 ? '–' : nodes.join(', ')),
  },
  {
    key: 'requests',
    head: 'Requests',
    align: 'end',
    cell: ({ running, queue }) => (
      <span className={layout.pair}>
        {showCount(running)} running
        <small>{showCount(queue)} waiting</small>
      </span>
    ),
  },
  { key: 'kv', head: 'KV cache', align: 'end', cell: ({ kvUse }) => showUse(kvUse) },
  {
    key: 'ttft',
    head: 'First token',
    align: 'end',
    cell: ({ ttft }) => (
      <span className={layout.pair}>
        {showMean(ttft)}
        {p95Words(ttft) && <small>{p95Words(ttft)}</small>}
      </span>
    ),
  },
  {
    key: 'rate',
    head: 'Tokens a second',
    align: 'end',
    cell: ({ tokensPerSecond }) => showRate(tokensPerSecond),
  },
  { key: 'attempt', head: 'Starts', align: 'end', cell: ({ attempt }) => attempt },
  {
    key: 'version',
    head: 'Version',
    align: 'end',
    cell: ({ version }) => (version === 0 ? '–' : version),
  },
  { key: 'why', head: 'Why', wide: true, cell: ({ reason }) => reason },
];

/** The programs that it was served by, and the way back to each. */
export function Versions({ detail }: Props) {
  return (
    <Panel
      title="Versions"
      about="Another program makes another version: gigafactory serve FILE on a service that is live."
    >
      <Table
        caption={`Versions of ${detail.service}`}
        columns={versionColumns(detail)}
        rows={detail.versions.toSorted((a, b) => b.version - a.version).slice(0, MOST)}
        rowKey={({ version }) => String(version)}
        empty={<Empty title="None yet" />}
      />
    </Panel>
  );
}

function versionColumns({ service, state: is }: ServiceDetail): readonly Column<Version>[] {
  const reason = is === 'active' ? undefined : `${service} is not active`;
  return [
    { key: 'version', head: 'Version', cell: ({ version }) => version },
    {
      key: 'state',
      head: 'State',
      cell: ({ state }) => <Chip tone={state === 'current' ? 'good' : 'neutral'}>{state}</Chip>,
    },
    { key: 'model', head: 'Model', cell: ({ model }) => model },
    { key: 'since', head: 'Since', cell: ({ since, by }) => `${showTime(since)} by ${by}` },
    {
      key: 'command',
      head: 'Program',
      wide: true,
      cell: ({ command }) => <code className={styles.command}>{command.join(' ')}</code>,
    },
    {
      key: 'order',
      head: 'Order',
      hideHead: true,
      align: 'end',
      cell: ({ version, state }) => (
        <OrderButton
          order={askedOf(service, { kind: 'rollback', version })}
          disabledReason={reason}
          isOffered={state !== 'current'}
        />
      ),
    },
  ];
}

/** Who ordered what. */
export function ServiceOrders({ detail: { service, orders } }: Props) {
  return (
    <Panel
      title="Orders"
      about={
        orders.length > MOST ? `The latest ${MOST} of ${orders.length.toLocaleString('en')}.` : ''
      }
    >
      <Table
        caption={`Orders to ${service}`}
        columns={ORDERS}
        rows={orders.slice(-MOST).reverse()}
        rowKey={({ at, order, by }) => `${at} ${order} ${by}`}
        empty={<Empty title="None was given" />}
      />
    </Panel>
  );
}

const ORDERS: readonly Column<Order>[] = [
  { key: 'order', head: 'Order', cell: ({ order }) => order },
  { key: 'by', head: 'By', cell: ({ by }) => by },
  { key: 'at', head: 'Given', cell: ({ at }) => showTime(at) },
  { key: 'outcome', head: 'Outcome', wide: true, cell: ({ outcome }) => outcome || 'under way' },
];
