import { countStates, type Fleet, type NodeState } from '../playback/fleet.ts';
import styles from './FleetMap.module.css';
import { STATE_TOKENS, STATE_WORDS } from './states.ts';
import { isInk } from './texture.ts';

const ORDER: readonly NodeState[] = ['gang', 'restarting', 'spare', 'failed', 'repair'];
const GPUS = [0, 1, 2, 3, 4, 5, 6, 7];

/** Each state's pattern, words and number of nodes. */
export function FleetLegend({ fleet }: { readonly fleet: Fleet }) {
  const counts = countStates(fleet);
  return (
    <dl className={styles.legend}>
      {ORDER.map((state) => (
        <div key={state} data-none={counts[state] === 0 || undefined}>
          <dt>
            <svg viewBox="0 0 24 6" width="24" height="6" aria-hidden="true">
              {GPUS.filter((gpu) => isInk(state, gpu, GPUS.length)).map((gpu) => (
                <rect
                  key={gpu}
                  x={gpu * 3}
                  width="3"
                  height="6"
                  style={{ fill: `var(${STATE_TOKENS[state]})` }}
                />
              ))}
            </svg>
            {STATE_WORDS[state]}
          </dt>
          <dd>{counts[state].toLocaleString('en')}</dd>
        </div>
      ))}
    </dl>
  );
}
