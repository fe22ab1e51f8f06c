import type { ServiceDetail } from '@gigafactory/core/api';
import { type ReactNode, useState } from 'react';
import { ofService } from '../../api/control/client.ts';
import { ConnectionStatus } from '../../control/Connection.tsx';
import { GivenOrders } from '../../control/GivenOrders.tsx';
import layout from '../../control/layout.module.css';
import { Logs } from '../../control/logs/Logs.tsx';
import { Moment } from '../../control/Moment.tsx';
import { OrderButton } from '../../control/OrderButton.tsx';
import { WhenKnown } from '../../control/WhenKnown.tsx';
import { showRate } from '../../control/words.ts';
import { linkTo, paths } from '../../state/paths.ts';
import { useService } from '../../state/services.ts';
import { Chip } from '../../ui/Chip.tsx';
import { Dial, Dials } from '../../ui/Dials.tsx';
import { Field } from '../../ui/Field.tsx';
import { PageHead } from '../../ui/PageHead.tsx';
import { Happened } from './Happened.tsx';
import { LoadCharts } from './LoadCharts.tsx';
import { askedOf } from './orders.ts';
import { Replicas, Taken, Versions } from './Records.tsx';
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
  const watched = useService(service);
  const { fault } = watched;
  return (
    <WhenKnown title={service} things={SERVICES} watched={watched}>
      {(detail, connection) => (
        // A service of the same name that is started anew is another one.
        <KnownService key={detail.startedAt} detail={detail} isStale={fault !== undefined}>
          {connection}
        </KnownService>
      )}
    </WhenKnown>
  );
}

interface KnownProps extends Props {
  readonly isStale: boolean;
  /** How the page stands to what it shows, while the service is live. */
  readonly children: ReactNode;
}

function KnownService({ detail, isStale, children }: KnownProps) {
  const isOver = detail.endedAt !== undefined;
  return (
    <>
      <Head detail={detail}>
        {isOver && !isStale ? <ConnectionStatus connection={{ state: 'over' }} /> : children}
        <Orders detail={detail} />
      </Head>
      <div className={layout.sections} data-stale={isStale || undefined}>
        <Figures detail={detail} />
        <Replicas detail={detail} />
        <Taken detail={detail} />
        <LoadCharts history={detail.history} />
        <Happened detail={detail} isOver={isOver} />
        <Logs
          name={detail.service}
          path={ofService(detail.service, 'logs')}
          writers={{ one: 'replica', numbers: detail.replicas.map((_, i) => i) }}
          isOver={isOver}
        />
        <Versions detail={detail} />
        <GivenOrders name={detail.service} orders={detail.orders} />
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
        {model} by {kind} · engine {engine}, priority {priority} · started <Moment at={startedAt} />{' '}
        by {startedBy} · <a href={linkTo(paths.services())}>all services</a>
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
        <Dial
          name="Requests running"
          note={queue === null ? undefined : `${showCount(queue)} waiting`}
        >
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
