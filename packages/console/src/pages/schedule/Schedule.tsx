import { scaleTime } from 'd3-scale';
import type { ReactNode } from 'react';
import { edgeOf, tickText } from '../../charts/dateTicks.ts';
import { Figure } from '../../explain/Figure.tsx';
import { RunFigure } from '../../explain/RunFigure.tsx';
import { usePlan } from '../../state/plan.tsx';
import { useSource } from '../../state/source.ts';
import { useRun } from '../../state/useRun.ts';
import { Empty } from '../../ui/Empty.tsx';
import styles from './Schedule.module.css';
import { type Bar, barsOf } from './schedule.ts';

/** The tasks up to the ready date, then the runs, on one axis of time. */
export function Schedule(): ReactNode {
  const plan = usePlan();
  const [source] = useSource();
  const { run, runs } = useRun();
  const bars = barsOf(plan, source);
  if (bars.length === 0) return <Empty title="No schedule" />;
  const first = Math.min(...bars.map((bar) => bar.start));
  const last = Math.max(...bars.map((bar) => bar.end));
  const scale = scaleTime()
    .domain([new Date(first * 1000), new Date(last * 1000)])
    .range([0, 100]);
  const ticks = scale.ticks(6);
  const at = (seconds: number): string => `${scale(new Date(seconds * 1000))}%`;
  return (
    <div className={styles.schedule} data-picture="Schedule">
      {bars.map((bar) => (
        <ScheduleRow
          key={`${bar.kind} ${bar.name}`}
          bar={bar}
          at={at}
          isCurrent={runs.length > 1 && bar.kind === 'run' && bar.name === run}
        />
      ))}
      <div className={styles.axis} aria-hidden="true">
        {ticks.map((tick) => (
          <span
            key={tick.getTime()}
            data-edge={edgeOf(scale(tick))}
            style={{ left: `${scale(tick)}%` }}
          >
            {tickText(tick, ticks)}
          </span>
        ))}
      </div>
    </div>
  );
}

interface ScheduleRowProps {
  readonly bar: Bar;
  readonly at: (seconds: number) => string;
  /** The run that was chosen, of several. */
  readonly isCurrent: boolean;
}

function ScheduleRow({ bar, at, isCurrent }: ScheduleRowProps): ReactNode {
  const left = at(bar.start);
  return (
    <div className={styles.row} data-kind={bar.kind} aria-current={isCurrent || undefined}>
      <h3 className={styles.name}>{bar.name}</h3>
      <div className={styles.track} aria-hidden="true">
        <div className={styles.bar} style={{ left, width: `calc(${at(bar.end)} - ${left})` }} />
      </div>
      <p className={styles.end}>
        {bar.kind === 'run' ? (
          <RunFigure run={bar.name} field="end" label={`${bar.name} ends`} unit="date" />
        ) : (
          <Figure path={bar.path} label={`${bar.name} ends`} unit="date" />
        )}
      </p>
    </div>
  );
}
