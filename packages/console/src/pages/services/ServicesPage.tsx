import type { ServiceSummary } from '@gigafactory/core/api';
import { ControlList } from '../../control/ControlList.tsx';
import layout from '../../control/layout.module.css';
import { Since } from '../../control/Moment.tsx';
import { usePath } from '../../state/location.ts';
import { linkTo, paths, serviceAt } from '../../state/paths.ts';
import { Chip } from '../../ui/Chip.tsx';
import { CodeLines } from '../../ui/CodeLines.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { type Column, Table } from '../../ui/Table.tsx';
import { loadColumns } from './loadColumns.tsx';
import { ServicePage } from './ServicePage.tsx';
import { boundsWords, isLive, readyWords, SERVICES, servicesIn, toneOf } from './words.ts';

/** The real services of this machine's control plane, or one of them. */
export function ServicesPage() {
  const service = serviceAt(usePath());
  return service === undefined ? <ServiceList /> : <ServicePage key={service} service={service} />;
}

/** Every service: those that are live first, then the newest. */
function ServiceList() {
  return (
    <ControlList title="Services" things={SERVICES}>
      {(state) => {
        const services = servicesIn(state);
        if (services === undefined) return <Older version={state.holder?.version ?? ''} />;
        return (
          <>
            <Table
              caption="Services"
              columns={COLUMNS}
              rows={services.toSorted(
                (a, b) =>
                  Number(isLive(b)) - Number(isLive(a)) ||
                  Date.parse(b.startedAt) - Date.parse(a.startedAt),
              )}
              rowKey={({ service, startedAt }) => `${service} ${startedAt}`}
              empty={<None hasControl={state.holder !== null} />}
            />
            {services.length > 0 && (
              <p className={layout.small}>
                Times and rates are means of the last minute, as the servers tell them themselves.
              </p>
            )}
          </>
        );
      }}
    </ControlList>
  );
}

function None({ hasControl }: { readonly hasControl: boolean }) {
  return (
    <Empty underTitle title={hasControl ? 'No service yet' : 'No control plane is running'}>
      <p>
        This starts the services of a factory file, and the control plane that keeps them well. Each
        needs a <code>program</code> in the file:
      </p>
      <CodeLines text="gigafactory serve FILE" />
    </Empty>
  );
}

/** A control plane outlives the program that started it, and goes on after that was replaced by a newer one. */
function Older({ version }: { readonly version: string }) {
  return (
    <Empty underTitle title="This control plane is older than services">
      It is of version {version} and leads runs alone. Once those are over, a newer one takes its
      place with the next <code>gigafactory serve FILE</code>.
    </Empty>
  );
}

const COLUMNS: readonly Column<ServiceSummary>[] = [
  {
    key: 'service',
    head: 'Service',
    cell: ({ service, model, kind, version }) => (
      <span className={layout.pair}>
        <a href={linkTo(paths.services({ service }))}>{service}</a>
        <small data-part="model">
          {model} by {kind}, version {version}
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
        {service.untried && (
          <small data-part="note" title={service.untried}>
            untried
          </small>
        )}
      </span>
    ),
  },
  {
    key: 'replicas',
    head: 'Replicas',
    align: 'end',
    cell: (service) => (
      <span className={layout.pair}>
        <span data-part="ready">{readyWords(service)}</span>
        <small data-part="allowed">{boundsWords(service)} allowed</small>
      </span>
    ),
  },
  ...loadColumns,
  { key: 'since', head: 'Started', cell: (service) => <Since of={service} /> },
  { key: 'why', head: 'Why', wide: true, cell: ({ reason }) => reason },
];
