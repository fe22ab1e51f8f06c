import { usePlan } from '../../state/plan.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { CopyText } from './CopyText.tsx';
import { EventFilters } from './events/EventFilters.tsx';
import { EventList } from './events/EventList.tsx';
import type { EventFilter } from './events/groups.ts';
import { Goodput, type LifeOfRun } from './goodput/Goodput.tsx';
import { Fan, type NamedResult } from './lives/Fan.tsx';
import type { TwinEvent } from './playback/phase.ts';
import type { Clock } from './playback/useClock.ts';
import styles from './TwinPage.module.css';

interface Props {
  readonly clock: Clock;
  /** One, or two to compare. */
  readonly lives: readonly LifeOfRun[];
  /** Those events of the first that pass the filter. */
  readonly listed: readonly TwinEvent[];
  readonly filter: EventFilter;
  readonly onFilter: (filter: EventFilter) => void;
  readonly results: readonly NamedResult[];
}

/** What happened in a life and why, and how much of it was training. */
export function LifeRecord({
  clock: { time, seek },
  lives,
  listed,
  filter,
  onFilter,
  results,
}: Props) {
  const { name, trace } = lives[0]!;
  const { run, samples } = trace.runs[0]!;
  const work = usePlan().training[run]?.idealDuration;
  return (
    <div className={styles.halves}>
      <Panel title="Events" about={lives.length > 1 && `Under the first policy: ${name}.`}>
        <EventFilters
          events={trace.events}
          runs={trace.runs.map((each) => each.run)}
          filter={filter}
          onFilter={onFilter}
        />
        <EventList events={listed} time={time} onSeek={seek} />
        <p className={styles.digest}>
          {listed.length.toLocaleString('en')} of {trace.events.length.toLocaleString('en')} events
          · digest <CopyText text={trace.digest} />
        </p>
      </Panel>
      <Panel title="Goodput">
        <div className={styles.stack}>
          <Goodput lives={lives} run={run} time={time} onSeek={seek} />
          {results.length > 0 && work !== undefined && (
            <Fan results={results} samples={samples} work={work} time={time} onSeek={seek} />
          )}
        </div>
      </Panel>
    </div>
  );
}
