import { useCallback, useMemo, useState } from 'react';
import type { TwinTrace } from '../../api/types.ts';
import { FIRST_FILTER, filterEvents } from '../../life/events/groups.ts';
import { endOf, nextEvent, previousEvent } from '../../life/playback/playback.ts';
import { useMoment } from '../../life/playback/useMoment.ts';
import { Transport } from '../../life/timeline/Transport.tsx';
import type { Breakages } from '../../lives/useBreakages.ts';
import { LifeRecord } from './LifeRecord.tsx';
import type { NamedResult } from './lives/Fan.tsx';
import { Stage } from './Stage.tsx';
import { Caption } from './scene/Caption.tsx';
import { useScene } from './scene/useScene.ts';
import styles from './TwinPage.module.css';
import { useClockInAddress } from './useClockInAddress.ts';

interface Props {
  readonly trace: TwinTrace;
  /** A life of the second policy, to compare. */
  readonly other: TwinTrace | undefined;
  readonly names: readonly [string, string];
  /** Many lives of each policy, as far as available. */
  readonly results: readonly NamedResult[];
  readonly stale: boolean;
  readonly breakages: Breakages;
  /** Whether a press on the map breaks something. */
  readonly isBreaking: boolean;
  readonly onBreaking: (on: boolean) => void;
}

/** One life, played back, or two of them: the fleet, what happened, and what it cost. */
export function Life(props: Props) {
  const { trace, other, names, results, stale, breakages, isBreaking, onBreaking } = props;
  const end = Math.max(endOf(trace), other ? endOf(other) : 0);
  const clock = useClockInAddress(end, `${trace.seed} ${trace.runs[0]!.run} ${trace.horizon}`);
  const { time, isCalm, seek, pause } = clock;
  const moment = useMoment(trace, time, isCalm);
  const isSeen = useScene(trace, clock, clock.isFresh && !other && breakages.list.length === 0);
  const otherMoment = useMoment(other, time, isCalm);
  const [filter, setFilter] = useState(FIRST_FILTER);
  const listed = useMemo(() => filterEvents(trace.events, filter), [trace, filter]);
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
  const moments = otherMoment ? [moment, otherMoment] : [moment];
  return (
    <div className={styles.stack} data-stale={stale || undefined}>
      <Transport clock={clock} moment={moment} end={end} onStep={step} />
      <Caption {...{ clock, moment, breakages }} offers={isSeen} />
      <Stage {...{ clock, end, moments, names, breakages, isBreaking, onBreaking }} />
      <LifeRecord {...{ clock, lives, listed, filter, results }} onFilter={setFilter} />
    </div>
  );
}
