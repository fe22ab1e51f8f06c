import type { ReactNode } from 'react';
import { DateAxis, DateBar } from '../../charts/DateBars.tsx';
import { type DateScale, dateScale } from '../../charts/dates.ts';
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
  const scale = dateScale(bars);
  return (
    <div className={styles.schedule} data-picture="Schedule">
      {bars.map((bar) => (
        <ScheduleRow
          key={`${bar.kind} ${bar.name}`}
          bar={bar}
          scale={scale}
          isCurrent={runs.length > 1 && bar.kind === 'run' && bar.name === run}
        />
      ))}
      <div className={styles.axis}>
        <DateAxis scale={scale} />
      </div>
    </div>
  );
}

interface ScheduleRowProps {
  readonly bar: Bar;
  readonly scale: DateScale;
  /** The run that was chosen, of several. */
  readonly isCurrent: boolean;
}

function ScheduleRow({ bar, scale, isCurrent }: ScheduleRowProps): ReactNode {
  return (
    <div className={styles.row} aria-current={isCurrent || undefined}>
      <h3 className={styles.name}>{bar.name}</h3>
      <div className={styles.track}>
        <DateBar {...{ scale, bar }} isRun={bar.kind === 'run'} />
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
