import type { ServiceDetail } from '@gigafactory/core/api';
import { type ReactNode, useState } from 'react';
import { ConnectionStatus, connectionOf } from '../../control/Connection.tsx';
import layout from '../../control/layout.module.css';
import { NoControl } from '../../control/NoControl.tsx';
import { OrderButton } from '../../control/OrderButton.tsx';
import { showRate, showTime } from '../../control/words.ts';
import { linkTo, paths } from '../../state/paths.ts';
import { useService } from '../../state/services.ts';
import { Chip } from '../../ui/Chip.tsx';
import { Dial, Dials } from '../../ui/Dials.tsx';
import { Field } from '../../ui/Field.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { PageHead } from '../../ui/PageHead.tsx';
import { LoadCharts } from './LoadCharts.tsx';
import { askedOf } from './orders.ts';
import { Replicas, ServiceOrders, Versions } from './Records.tsx';
import styles from './ServicePage.module.css';
import {
  boundsWords,
  mistakeIn,
  p95Words,
  SERVICES,
  showCount,
  showMean,
  showUse,
  toneOf,
  versionBefore,
} from './words.ts';

/** One real service: live while it answers, and as it was once it is over. */
export function ServicePage({ service }: { readonly service: string }) {
  const { value, at, fault } = useService(service);
  if (!value && fault) return <NoControl title={service} fault={fault} things={SERVICES} />;
  if (!value) return <Loading what={`Asking for ${service}…`} />;
  const isOver = value.endedAt !== undefined;
  const connection = isOver && !fault ? { state: 'over' as const } : connectionOf(fault, at);
  return (
    <>
      <Head detail={value}>
        <ConnectionStatus connection={connection} />
        <Orders detail={value} />
      </Head>
      <div className={layout.sections} data-stale={fault !== undefined || undefined}>
        <Figures detail={value} />
        <LoadCharts history={value.history} />
        <Replicas detail={value} />
        <Versions detail={value} />
        <ServiceOrders detail={value} />
      </div>
    </>
  );
}

interface Props {
  readonly detail: ServiceDetail;
}

function Head({ detail, children }: Props & { readonly children: ReactNode }) {
  const { service, model, kind, engine, priority, startedAt, startedBy, reason, untried } = detail;
  const about = (
    <span className={layout.state}>
      <Chip tone={toneOf(detail)}>{detail.state}</Chip>
      <span>{reason}</span>
      <span className={layout.small}>
        {model} by {kind} · engine {engine}, priority {priority} · since {showTime(startedAt)} by{' '}
        {startedBy} · <a href={linkTo(paths.services())}>all services</a>
      </span>
      {untried && (
        <span className={styles.untried}>
          <Chip tone="warn">untried</Chip> {untried}
        </span>
      )}
    </span>
  );
  return (
    <PageHead title={service} about={about}>
      <div className={layout.actions}>{children}</div>
    </PageHead>
  );
}

/** What can be ordered of a service that is live. */
function Orders({ detail }: Props) {
  const { service, state } = detail;
  const before = versionBefore(detail);
  const idle = state === 'active' ? undefined : `${service} is not active`;
  return (
    <>
      <Scale detail={detail} disabledReason={idle} />
      <OrderButton
        order={askedOf(service, { kind: 'rollback', version: before ?? 0 })}
        disabledReason={idle}
        isOffered={before !== undefined}
      />
      <OrderButton order={askedOf(service, { kind: 'restart' })} disabledReason={idle} />
      <OrderButton order={askedOf(service, { kind: 'stop' })} disabledReason={idle} />
    </>
  );
}

/** New bounds for the number of replicas. */
function Scale({
  detail,
  disabledReason,
}: Props & { readonly disabledReason: string | undefined }) {
  const [typed, setTyped] = useState<{ readonly least?: string; readonly most?: string }>({});
  const { least = String(detail.least), most = String(detail.most) } = typed;
  const mistake = mistakeIn(least, most);
  const order = askedOf(detail.service, {
    kind: 'scale',
    least: Number(least),
    most: Number(most),
  });
  return (
    <OrderButton order={{ ...order, mistake }} disabledReason={disabledReason}>
      <div className={styles.bounds}>
        <Field
          label="Replicas at least"
          inputMode="numeric"
          value={least}
          onChange={(event) => setTyped({ least: event.target.value, most })}
        />
        <Field
          label="Replicas at most"
          inputMode="numeric"
          value={most}
          error={mistake}
          onChange={(event) => setTyped({ least, most: event.target.value })}
        />
      </div>
    </OrderButton>
  );
}

/** How the service does now, in large figures. */
function Figures({ detail }: Props) {
  const { ready, wanted, queue, running, kvUse, ttft, tokenTime, tokensPerSecond } = detail;
  return (
    <section aria-label="Figures of the service">
      <Dials>
        <Dial name="Replicas ready" note={`of ${wanted} wanted, ${boundsWords(detail)} allowed`}>
          {ready}
        </Dial>
        <Dial name="Requests running" note={`${showCount(queue)} waiting`}>
          {showCount(running)}
        </Dial>
        <Dial name="Time to first token" note={p95Words(ttft)}>
          {showMean(ttft)}
        </Dial>
        <Dial name="Time of each token" note={p95Words(tokenTime)}>
          {showMean(tokenTime)}
        </Dial>
        <Dial name="Tokens a second" note="over the last minute">
          {showRate(tokensPerSecond).replace(/ tokens?\/s$/, '')}
        </Dial>
        <Dial name="KV cache in use" note="mean of the ready replicas">
          {showUse(kvUse)}
        </Dial>
      </Dials>
    </section>
  );
}
