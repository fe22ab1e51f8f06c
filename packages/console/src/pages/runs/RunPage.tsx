import type { ProgressEntry, RunDetail, RunEntry } from '@gigafactory/core/api';
import { useEffect, useRef, useState } from 'react';
import { type ControlFault, ofRun } from '../../api/control/client.ts';
import { ConnectionStatus, connectionOf, worstOf } from '../../control/Connection.tsx';
import layout from '../../control/layout.module.css';
import { Logs } from '../../control/logs/Logs.tsx';
import { Moment } from '../../control/Moment.tsx';
import { OrderButton } from '../../control/OrderButton.tsx';
import { WhenKnown } from '../../control/WhenKnown.tsx';
import { secondsBetween } from '../../control/words.ts';
import { useRunDetail, useStream } from '../../state/control.ts';
import { linkTo, paths } from '../../state/paths.ts';
import { Chip } from '../../ui/Chip.tsx';
import { PageHead } from '../../ui/PageHead.tsx';
import { Attempts } from './Attempts.tsx';
import { Figures } from './Figures.tsx';
import { LiveFleet } from './LiveFleet.tsx';
import { LifeWindow, type LiveLife } from './live/lifeWindow.ts';
import { type ProgressPoints, ProgressSeries } from './live/progressSeries.ts';
import { usePlayhead } from './live/usePlayhead.ts';
import { askedOf } from './orders.ts';
import { ProgressCharts } from './ProgressCharts.tsx';
import { Records } from './Records.tsx';
import { WhatIf } from './whatIf/WhatIf.tsx';
import { nodesOfReplica, RUNS, ranksOf, STATE_TONES, stateWords } from './words.ts';

/** One real run: live while it trains, and as it went once it is over. */
export function RunPage({ run }: { readonly run: string }) {
  const watched = useRunDetail(run);
  const { at, fault } = watched;
  return (
    <WhenKnown title={run} things={RUNS} watched={watched}>
      {/* A run of the same name that is started anew is another one. */}
      {(detail) => <LiveRun key={detail.startedAt} {...{ detail, at, fault }} />}
    </WhenKnown>
  );
}

interface LiveProps {
  readonly detail: RunDetail;
  /** When the detail came, ms since 1970. */
  readonly at: number;
  readonly fault: ControlFault | undefined;
}

function LiveRun({ detail, at, fault }: LiveProps) {
  const isOver = detail.state !== 'active' && detail.state !== 'held';
  const events = useEvents(detail, isOver);
  const progress = useProgress(detail, isOver);
  const end = secondsBetween(detail.startedAt, detail.endedAt, useSeconds(isOver));
  const playhead = usePlayhead(end);
  const idle = detail.state === 'active' ? undefined : `${detail.run} is not active`;
  const known = connectionOf(fault, at);
  const connection = worstOf([
    isOver && !fault ? { state: 'over' } : known,
    events.connection,
    progress.connection,
  ]);
  return (
    <>
      <Head detail={detail}>
        <ConnectionStatus connection={connection} />
        <OrderButton order={askedOf({ kind: 'requeue', run: detail.run })} disabledReason={idle} />
        <OrderButton order={askedOf({ kind: 'stop', run: detail.run })} disabledReason={idle} />
      </Head>
      <div className={layout.sections} data-stale={connection.state === 'stale' || undefined}>
        <Figures detail={detail} last={progress.view?.last} />
        <ProgressCharts points={progress.view} prediction={detail.prediction} playhead={playhead} />
        <Attempts detail={detail} end={end} playhead={playhead} />
        <LiveFleet life={events.view} detail={detail} playhead={playhead} />
        <Logs
          name={detail.run}
          path={ofRun(detail.run, 'logs')}
          writers={{ one: 'rank', numbers: ranksOf(detail.fleet) }}
          isOver={isOver}
        />
        <Records detail={detail} />
        <WhatIf detail={detail} />
      </div>
    </>
  );
}

function Head({
  detail,
  children,
}: {
  readonly detail: RunDetail;
  readonly children: React.ReactNode;
}) {
  const { run, mode, engine, startedAt, startedBy, reason } = detail;
  const about = (
    <span className={layout.state}>
      <Chip tone={STATE_TONES[detail.state]}>{stateWords(detail)}</Chip>
      <span>{reason}</span>
      <span className={layout.small}>
        Started <Moment at={startedAt} /> by {startedBy} · engine {engine}, mode {mode} ·{' '}
        <a href={linkTo(paths.runs())}>all runs</a>
      </span>
    </span>
  );
  return (
    <PageHead title={run} about={about}>
      <div className={layout.actions}>{children}</div>
    </PageHead>
  );
}

function useEvents(detail: RunDetail, isOver: boolean) {
  const newest = useRef(detail);
  newest.current = detail;
  return useStream<RunEntry, LiveLife>({
    path: ofRun(detail.run, 'events'),
    key: detail.run,
    gather: () =>
      new LifeWindow(detail, (_, replica) => nodesOfReplica(newest.current.fleet, replica)),
    isOver,
  });
}

function useProgress({ run, startedAt, prediction }: RunDetail, isOver: boolean) {
  return useStream<ProgressEntry, ProgressPoints>({
    path: ofRun(run, 'progress'),
    key: run,
    gather: () => new ProgressSeries(Date.parse(startedAt), prediction.stepTime),
    isOver,
  });
}

/** The time, ms since 1970, every second; it stands still for a run that is over. */
function useSeconds(isOver: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (isOver) return;
    const timer = window.setInterval(() => {
      if (!document.hidden) setNow(Date.now());
    }, 1000);
    return () => window.clearInterval(timer);
  }, [isOver]);
  return now;
}
