import { useState } from 'react';
import type { TwinEvent } from '../../api/types.ts';
import { ChartGroup } from '../../charts/ChartGroup.tsx';
import { AttemptList } from '../../life/attempt/AttemptList.tsx';
import { EventFilters } from '../../life/events/EventFilters.tsx';
import { EventList } from '../../life/events/EventList.tsx';
import type { EventFilter } from '../../life/events/groups.ts';
import { Goodput, type LifeOfRun } from '../../life/goodput/Goodput.tsx';
import type { Clock } from '../../life/timeline/useClock.ts';
import { usePlan } from '../../state/plan.tsx';
import { CopyText } from '../../ui/CopyText.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Segments } from '../../ui/Segments.tsx';
import { Fan, type NamedResult } from './lives/Fan.tsx';
import styles from './TwinPage.module.css';

interface Props {
  readonly clock: Clock;
  /** One, or two to compare. */
  readonly lives: readonly LifeOfRun[];
  /** Events of the first life that pass the filter. */
  readonly listed: readonly TwinEvent[];
  readonly filter: EventFilter;
  readonly onFilter: (filter: EventFilter) => void;
  readonly results: readonly NamedResult[];
}

/** What happened in a life and why, and how much of it was training. */
export function LifeRecord(props: Props) {
  const { clock, lives, results } = props;
  const { time, seek } = clock;
  const { run, samples } = lives[0]!.trace.runs[0]!;
  const work = usePlan().training[run]?.idealDuration;
  return (
    <div className={styles.halves}>
      <Story {...props} />
      <Panel title="Goodput">
        <ChartGroup className={styles.stack}>
          <Goodput lives={lives} run={run} time={time} onSeek={seek} />
          {results.length > 0 && work !== undefined && (
            <Fan results={results} samples={samples} work={work} time={time} onSeek={seek} />
          )}
        </ChartGroup>
      </Panel>
    </div>
  );
}

const VIEWS = [
  { value: 'events', label: 'Events' },
  { value: 'attempts', label: 'Attempts' },
] as const;

/** The first life as it happened: event by event, or attempt by attempt. */
function Story({ clock: { time, seek }, lives, listed, filter, onFilter }: Props) {
  const [view, setView] = useState<(typeof VIEWS)[number]['value']>('events');
  const { name, trace } = lives[0]!;
  return (
    <Panel
      title="What happened"
      about={lives.length > 1 && `Under the first policy: ${name}.`}
      aside={<Segments label="List" value={view} options={VIEWS} onChange={setView} />}
    >
      {view === 'events' ? (
        <>
          <EventFilters
            events={trace.events}
            runs={trace.runs.map((each) => each.run)}
            filter={filter}
            onFilter={onFilter}
          />
          <EventList events={listed} time={time} onSeek={seek} />
        </>
      ) : (
        <AttemptList events={trace.events} run={trace.runs[0]!.run} time={time} onSeek={seek} />
      )}
      <p className={styles.digest}>
        {listed.length.toLocaleString('en')} of {trace.events.length.toLocaleString('en')} events ·
        digest <CopyText text={trace.digest} />
      </p>
    </Panel>
  );
}
