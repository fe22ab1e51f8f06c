import { useCallback, useMemo, useState } from 'react';
import type { TwinTrace } from '../../../api/types.ts';
import layout from '../../../control/layout.module.css';
import { type Grouping, isGrouping } from '../../../life/domains.ts';
import { EventList } from '../../../life/events/EventList.tsx';
import { FIRST_FILTER, filterEvents } from '../../../life/events/groups.ts';
import { Goodput } from '../../../life/goodput/Goodput.tsx';
import { FleetMap } from '../../../life/map/FleetMap.tsx';
import { endOf, nextEvent, previousEvent } from '../../../life/playback/playback.ts';
import { useMoment } from '../../../life/playback/useMoment.ts';
import { Transport } from '../../../life/timeline/Transport.tsx';
import { useClock } from '../../../life/timeline/useClock.ts';

interface Props {
  readonly trace: TwinTrace;
  /** Under the second policy. */
  readonly other: TwinTrace | undefined;
  readonly names: readonly [string, string];
}

/** One life of each policy, played back beside the other. */
export function TwoLives({ trace, other, names }: Props) {
  const end = Math.max(endOf(trace), other ? endOf(other) : 0);
  const clock = useClock(end, `${trace.seed} ${trace.horizon}`);
  const { time, seek, pause } = clock;
  const moment = useMoment(trace, time, clock.isCalm);
  const otherMoment = useMoment(other, time, clock.isCalm);
  const [chosen, setChosen] = useState<number>();
  const [grouping, setGrouping] = useState<Grouping>('rack');
  const listed = useMemo(() => filterEvents(trace.events, FIRST_FILTER), [trace]);
  const step = useCallback(
    (by: 1 | -1) => {
      pause();
      const event = (by === 1 ? nextEvent : previousEvent)(listed, time);
      if (event) seek(event.time);
    },
    [listed, time, seek, pause],
  );
  const lives = useMemo(
    () => [{ name: names[0], trace }, ...(other ? [{ name: names[1], trace: other }] : [])],
    [names, trace, other],
  );
  const moments = [moment, otherMoment];
  return (
    <section className={layout.stack} aria-label="One life of each policy">
      <Transport clock={clock} moment={moment} end={end} onStep={step} />
      <FleetMap
        lives={lives.map(({ name }, i) => ({
          name: lives.length > 1 ? name : '',
          moment: moments[i]!,
        }))}
        grouping={grouping}
        onGrouping={(next) => isGrouping(next) && setGrouping(next)}
        chosen={chosen}
        onChoose={setChosen}
        aim={undefined}
        onBreak={setChosen}
        dot="rank"
      />
      <div className={layout.halves}>
        <EventList events={listed} time={time} onSeek={seek} />
        <Goodput lives={lives} run={trace.runs[0]!.run} time={time} onSeek={seek} />
      </div>
    </section>
  );
}
