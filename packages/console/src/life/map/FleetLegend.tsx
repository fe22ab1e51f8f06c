import { countStates, type NodeState } from '@gigafactory/core/api';
import { useEffect, useMemo, useState } from 'react';
import { useMedia } from '../../ui/useMedia.ts';
import { type Frame, lastSecond, sharesIn } from '../playback/shares.ts';
import type { Moment } from '../playback/useMoment.ts';
import styles from './FleetMap.module.css';
import {
  COMMON_STATES,
  FORCED_COLOURS,
  isInk,
  STATE_ORDER,
  STATE_WORDS,
  tokenOf,
} from './states.ts';

const GPUS = [0, 1, 2, 3, 4, 5, 6, 7];

/**
 * Each state's pattern, words and number of nodes; while time passes too fast to follow, the share of the nodes
 * over the last second of watching.
 */
export function FleetLegend({ moment }: { readonly moment: Moment }) {
  const { states, hidden } = moment;
  const counts = useMemo(() => countStates(hidden ?? states), [hidden, states]);
  const frames = useLastSecond(counts, hidden !== undefined);
  const shares = useMemo(() => (frames.length === 0 ? undefined : sharesIn(frames)), [frames]);
  const isThere = (state: NodeState) => (shares ?? counts)[state] > 0;
  const shown = STATE_ORDER.filter((state) => isThere(state) || COMMON_STATES.has(state));
  return (
    <dl
      className={styles.legend}
      aria-label={shares ? 'Nodes by state, share of the last second' : 'Nodes by state'}
    >
      {shown.map((state) => (
        <div key={state} data-none={!isThere(state) || undefined}>
          <dt>
            <StateMark state={state} />
            {STATE_WORDS[state]}
          </dt>
          <dd>
            {shares ? `${(100 * shares[state]).toFixed(1)} %` : counts[state].toLocaleString('en')}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** The frames of the last second while `isOn`; none otherwise. */
function useLastSecond(counts: Frame['counts'], isOn: boolean): readonly Frame[] {
  const [frames, setFrames] = useState<readonly Frame[]>([]);
  useEffect(() => {
    setFrames((was) =>
      isOn ? lastSecond(was, { at: performance.now() / 1000, counts }) : NO_FRAMES,
    );
  }, [counts, isOn]);
  return isOn ? frames : NO_FRAMES;
}

const NO_FRAMES: readonly Frame[] = [];

/** A node in a state as the map draws it. */
export function StateMark({ state }: { readonly state: NodeState }) {
  const isForced = useMedia(FORCED_COLOURS);
  return (
    <svg viewBox="0 0 24 6" width="24" height="6" aria-hidden="true">
      {GPUS.filter((gpu) => isInk(state, gpu, GPUS.length, isForced)).map((gpu) => (
        <rect
          key={gpu}
          x={gpu * 3}
          width="3"
          height="6"
          style={{ fill: `var(${tokenOf(state)})` }}
        />
      ))}
    </svg>
  );
}
