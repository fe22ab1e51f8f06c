import type { RunDetail } from '@gigafactory/core/api';
import { useMemo, useState } from 'react';
import { showElapsed } from '../../charts/elapsed.ts';
import layout from '../../control/layout.module.css';
import { WhatHappened } from '../../control/WhatHappened.tsx';
import { showTime } from '../../control/words.ts';
import { type Grouping, isGrouping } from '../../life/domains.ts';
import { FIRST_FILTER, filterEvents } from '../../life/events/groups.ts';
import { FleetMap } from '../../life/map/FleetMap.tsx';
import { Inspector } from '../../life/map/Inspector.tsx';
import { nextEvent, previousEvent } from '../../life/playback/playback.ts';
import { useMoment } from '../../life/playback/useMoment.ts';
import { useKey } from '../../state/keys.ts';
import { useParam } from '../../state/location.ts';
import { Button } from '../../ui/Button.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Panel } from '../../ui/Panel.tsx';
import type { LiveLife } from './live/lifeWindow.ts';
import type { Playhead } from './live/usePlayhead.ts';
import styles from './RunsPage.module.css';

interface Props {
  readonly life: LiveLife | undefined;
  readonly detail: RunDetail;
  readonly playhead: Playhead;
}

/** The fleet of the run, now or at an earlier moment, and what happened to it and why. */
export function LiveFleet({ life, ...props }: Props) {
  if (life === undefined || life.trace.events.length === 0) {
    return (
      <Panel title="Fleet">
        <Empty title="Nothing has happened yet">The map begins with the first event.</Empty>
      </Panel>
    );
  }
  return <Known life={life} {...props} />;
}

function Known({ life, detail, playhead }: Props & { readonly life: LiveLife }) {
  const { trace, base, before } = life;
  const { time, seek } = playhead;
  const moment = useMoment(trace, time, false, base);
  const [chosen, setChosen] = useState<number>();
  const [wanted, setGrouping] = useParam('map', { replace: true });
  const grouping: Grouping = isGrouping(wanted) ? wanted : 'rack';
  const [filter, setFilter] = useState(FIRST_FILTER);
  const listed = useMemo(() => filterEvents(trace.events, filter), [trace, filter]);
  const step = (by: 1 | -1): void => {
    const event = (by === 1 ? nextEvent : previousEvent)(listed, time);
    if (event) seek(event.time);
    else if (by === 1) seek();
  };
  return (
    <>
      <Panel
        title="Fleet"
        about="Every node as the supervisor knows it."
        aside={<Transport {...{ detail, playhead }} onStep={step} />}
      >
        <div className={layout.stack}>
          <Scrubber playhead={playhead} />
          <FleetMap
            lives={[{ name: '', moment }]}
            grouping={grouping}
            onGrouping={(next) => setGrouping(next === 'rack' ? undefined : next)}
            chosen={chosen}
            onChoose={setChosen}
            aim={undefined}
            onBreak={setChosen}
            dot="rank"
          />
          {chosen !== undefined && chosen < trace.nodes && (
            <Inspector
              {...{ moment, time }}
              playing={false}
              node={chosen}
              onSeek={seek}
              onClose={() => setChosen(undefined)}
            />
          )}
        </div>
      </Panel>
      <WhatHappened
        {...{ listed, before, time, filter }}
        events={trace.events}
        startedAt={detail.startedAt}
        onSeek={seek}
        onFilter={setFilter}
      />
    </>
  );
}

interface TransportProps {
  readonly detail: RunDetail;
  readonly playhead: Playhead;
  readonly onStep: (by: 1 | -1) => void;
}

/** Steps from event to event, and back to now. */
function Transport({ detail, playhead, onStep }: TransportProps) {
  const { time, isLive, seek } = playhead;
  useKey(']', 'Next event', () => onStep(1));
  useKey('[', 'Previous event', () => onStep(-1));
  useKey('l', 'Back to now', () => seek());
  const isOver = detail.endedAt !== undefined;
  return (
    <div className={styles.tools}>
      <Button aria-label="Previous event" data-tip="Previous event  [" onClick={() => onStep(-1)}>
        ⟨
      </Button>
      <Button aria-label="Next event" data-tip="Next event  ]" onClick={() => onStep(1)}>
        ⟩
      </Button>
      <span className={styles.clock} title={showTime(Date.parse(detail.startedAt) + 1000 * time)}>
        {showElapsed(time)}
      </span>
      <Button aria-pressed={isLive} data-tip="Back to now  l" onClick={() => seek()}>
        {isOver ? 'End' : 'Live'}
      </Button>
    </div>
  );
}

function Scrubber({ playhead: { time, end, seek } }: Pick<Props, 'playhead'>) {
  return (
    <input
      className={styles.scrub}
      type="range"
      aria-label="Time in the run"
      aria-valuetext={showElapsed(time)}
      min={0}
      max={end}
      step="any"
      value={time}
      onChange={(event) => seek(Number(event.target.value))}
    />
  );
}
