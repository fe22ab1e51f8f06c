import type { ServiceSummary } from '@gigafactory/core/api';
import { ConnectionStatus, connectionOf } from '../../control/Connection.tsx';
import layout from '../../control/layout.module.css';
import { NoControl } from '../../control/NoControl.tsx';
import { secondsBetween, showRate, showSpan, showTime } from '../../control/words.ts';
import { useControl } from '../../state/control.ts';
import { usePath } from '../../state/location.ts';
import { linkTo, paths, serviceAt } from '../../state/paths.ts';
import { Chip } from '../../ui/Chip.tsx';
import { CodeLines } from '../../ui/CodeLines.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { PageHead } from '../../ui/PageHead.tsx';
import { type Column, Table } from '../../ui/Table.tsx';
import { ServicePage } from './ServicePage.tsx';
import {
  boundsWords,
  isLive,
  p95Words,
  readyWords,
  SERVICES,
  showCount,
  showMean,
  showUse,
  toneOf,
} from './words.ts';

/** The real services of this machine's control plane, or one of them. */
export function ServicesPage() {
  const service = serviceAt(usePath());
  return service === undefined ? <ServiceList /> : <ServicePage key={service} service={service} />;
}

function ServiceList() {
  const { value, at, fault } = useControl();
  if (!value && fault) return <NoControl title="Services" fault={fault} things={SERVICES} />;
  if (!value) return <Loading what="Asking the control plane…" />;
  const services = value.services.toSorted(
    (a, b) =>
      Number(isLive(b)) - Number(isLive(a)) || Date.parse(b.startedAt) - Date.parse(a.startedAt),
  );
  return (
    <>
      <PageHead title="Services">
        <ConnectionStatus connection={connectionOf(fault, at)} />
      </PageHead>
      <div className={layout.stack} data-stale={fault !== undefined || undefined}>
        <Table
          caption="Services"
          columns={COLUMNS}
          rows={services}
          rowKey={({ service, startedAt }) => `${service} ${startedAt}`}
          empty={
            <Empty title={value.holder ? 'No service yet' : 'No control plane is running'}>
              <p>
                This starts the services of a factory file, and the control plane that keeps them
                well. Each needs a <code>program</code> in the file:
              </p>
              <CodeLines text="gigafactory serve FILE" />
            </Empty>
          }
        />
        {services.length > 0 && (
          <p className={layout.small}>
            Times and rates are means of the last minute, as the servers tell them themselves.
          </p>
        )}
      </div>
    </>
  );
}

const COLUMNS: readonly Column<ServiceSummary>[] = [
  {
    key: 'service',
    head: 'Service',
    cell: ({ service, model, kind }) => (
      <span className={layout.pair}>
        <a href={linkTo(paths.services({ service }))}>{service}</a>
        <small>
          {model}, {kind}
        </small>
      </span>
    ),
  },
  {
    key: 'state',
    head: 'State',
    cell: (service) => (
      <span className={layout.pair}>
        <Chip tone={toneOf(service)}>{service.state}</Chip>
        {service.untried && <small title={service.untried}>untried</small>}
      </span>
    ),
  },
  {
    key: 'replicas',
    head: 'Replicas',
    align: 'end',
    cell: (service) => (
      <span className={layout.pair}>
        {readyWords(service)}
        <small>{boundsWords(service)} allowed</small>
      </span>
    ),
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
    cell: ({ ttft }) => <Latency of={ttft} />,
  },
  {
    key: 'token',
    head: 'Each token',
    align: 'end',
    cell: ({ tokenTime }) => <Latency of={tokenTime} />,
  },
  {
    key: 'rate',
    head: 'Tokens a second',
    align: 'end',
    cell: ({ tokensPerSecond }) => showRate(tokensPerSecond),
  },
  { key: 'version', head: 'Version', align: 'end', cell: ({ version }) => version },
  {
    key: 'since',
    head: 'Since',
    cell: ({ startedAt, endedAt, startedBy }) => (
      <span className={layout.pair} title={`Started by ${startedBy}`}>
        {showTime(startedAt)}
        <small>
          {showSpan(secondsBetween(startedAt, endedAt, Date.now()))}
          {endedAt === undefined ? '' : ' in all'}
        </small>
      </span>
    ),
  },
  { key: 'why', head: 'Why', wide: true, cell: ({ reason }) => reason },
];

/** A mean, and under it what 95 % stay within. */
function Latency({ of }: { readonly of: ServiceSummary['ttft'] }) {
  const p95 = p95Words(of);
  return (
    <span className={layout.pair}>
      {showMean(of)}
      {p95 && <small>{p95}</small>}
    </span>
  );
}
