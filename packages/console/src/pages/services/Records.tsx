import type { ServiceDetail } from '@gigafactory/core/api';
import layout from '../../control/layout.module.css';
import { Moment } from '../../control/Moment.tsx';
import { OrderButton } from '../../control/OrderButton.tsx';
import { latestOf, showFor, showTime } from '../../control/words.ts';
import { Chip } from '../../ui/Chip.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { type Column, Table } from '../../ui/Table.tsx';
import { loadColumns } from './loadColumns.tsx';
import { askedOf } from './orders.ts';
import styles from './ServicePage.module.css';
import { REPLICA_TONES, startsWords } from './words.ts';

type Replica = ServiceDetail['replicas'][number];
type Version = ServiceDetail['versions'][number];

interface Props {
  readonly detail: ServiceDetail;
}

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
    cell: ({ replica, version, attempt }) => (
      <span className={layout.pair}>
        {replica}
        {attempt > 0 && <small>{startsWords(version, attempt)}</small>}
      </span>
    ),
  },
  {
    key: 'state',
    head: 'State',
    cell: ({ state, since }) => (
      <span className={layout.pair}>
        <Chip tone={REPLICA_TONES[state]}>{state}</Chip>
        <small title={showTime(since)}>for {showFor(since, Date.now())}</small>
      </span>
    ),
  },
  {
    key: 'where',
    head: 'Where',
    cell: ({ nodes, url }) => (
      <span className={layout.pair}>
        {nodes.length === 0 ? '–' : nodes.join(', ')}
        {url && (
          <small title={url}>
            <code>{url.replace(/^http:\/\//, '')}</code>
          </small>
        )}
      </span>
    ),
  },
  ...loadColumns,
  { key: 'why', head: 'Why', wide: true, cell: ({ reason }) => reason },
];

/** What gave its nodes to a replica, and why; nothing where nothing did. */
export function Taken({ detail: { service, took = [] } }: Props) {
  if (took.length === 0) return undefined;
  return (
    <Panel
      title="Nodes taken"
      about="It has a higher priority: what gave way saved or drained first, and is back once nodes are free."
    >
      <Table
        caption={`What gave its nodes to ${service}`}
        columns={TAKEN}
        rows={latestOf(took)}
        rowKey={({ at, replica, run }) => `${at} ${replica} ${run}`}
        empty={<Empty title="None" />}
      />
    </Panel>
  );
}

const TAKEN: readonly Column<NonNullable<ServiceDetail['took']>[number]>[] = [
  { key: 'at', head: 'When', cell: ({ at }) => <Moment at={at} /> },
  { key: 'run', head: 'From', cell: ({ run }) => run },
  { key: 'replica', head: 'To', cell: ({ replica }) => replica },
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
        rows={latestOf(detail.versions.toSorted((a, b) => a.version - b.version))}
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
    {
      key: 'since',
      head: 'Since',
      cell: ({ since, by }) => (
        <span className={layout.pair}>
          <Moment at={since} />
          <small>by {by}</small>
        </span>
      ),
    },
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
