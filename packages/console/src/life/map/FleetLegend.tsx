import { countStates, type NodeState } from '@gigafactory/core/api';
import { useMemo } from 'react';
import styles from './FleetMap.module.css';
import { COMMON_STATES, isInk, STATE_ORDER, STATE_WORDS, tokenOf } from './states.ts';

const GPUS = [0, 1, 2, 3, 4, 5, 6, 7];

/** Each state's pattern, words and number of nodes. */
export function FleetLegend({ states }: { readonly states: Uint8Array }) {
  const counts = useMemo(() => countStates(states), [states]);
  const shown = STATE_ORDER.filter((state) => counts[state] > 0 || COMMON_STATES.has(state));
  return (
    <dl className={styles.legend} aria-label="Nodes by state">
      {shown.map((state) => (
        <div key={state} data-none={counts[state] === 0 || undefined}>
          <dt>
            <StateMark state={state} />
            {STATE_WORDS[state]}
          </dt>
          <dd>{counts[state].toLocaleString('en')}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A node in a state as the map draws it. */
export function StateMark({ state }: { readonly state: NodeState }) {
  return (
    <svg viewBox="0 0 24 6" width="24" height="6" aria-hidden="true">
      {GPUS.filter((gpu) => isInk(state, gpu, GPUS.length)).map((gpu) => (
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
