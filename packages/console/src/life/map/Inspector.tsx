import { NODE_STATES } from '@gigafactory/core/api';
import { useMemo } from 'react';
import { showElapsed } from '../../charts/elapsed.ts';
import { CloseButton } from '../../ui/CloseButton.tsx';
import { DOMAIN_KINDS, DOMAIN_WORDS, domainOfNode } from '../domains.ts';
import { eventsOfNode } from '../playback/history.ts';
import { eventsBy } from '../playback/playback.ts';
import { stateSince } from '../playback/since.ts';
import type { Moment } from '../playback/useMoment.ts';
import { StateMark } from './FleetLegend.tsx';
import styles from './FleetMap.module.css';
import { STATE_WORDS } from './states.ts';

interface Props {
  readonly moment: Moment;
  readonly node: number;
  /** s. */
  readonly time: number;
  /** Whether time runs: looking back at every frame would slow it down. */
  readonly playing: boolean;
  readonly onSeek: (time: number) => void;
  readonly onClose: () => void;
}

/** How many of a node's latest events are listed. */
const MOST_EVENTS = 4;

/** One node: where it is, which run has it, what happened to it. */
export function Inspector({ moment, node, time, playing, onSeek, onClose }: Props) {
  const { trace, fleet, states } = moment;
  const events = useMemo(() => eventsOfNode(trace, node), [trace, node]);
  const past = events.slice(0, eventsBy(events, time));
  const since = useMemo(
    () => (playing ? undefined : stateSince(moment.playback, node, moment.done)),
    [moment.playback, moment.done, node, playing],
  );
  const state = NODE_STATES[states[node] ?? 0] ?? 'spare';
  const holder = trace.runs[(fleet.holder[node] ?? 0) - 1];
  const failures = past.filter(({ kind }) => kind === 'failure').length;
  return (
    <section className={styles.inspector} aria-label={`Node ${node}`}>
      <header>
        <h3>Node {node}</h3>
        <span className={styles.state}>
          <StateMark state={state} />
          {STATE_WORDS[state]}
          {since === undefined ? '' : ` since ${showElapsed(since)}`}
        </span>
        <CloseButton onClick={onClose} />
      </header>
      <dl className={styles.facts}>
        {DOMAIN_KINDS.map((kind) => (
          <Fact
            key={kind}
            name={DOMAIN_WORDS[kind]}
            value={domainOfNode(trace, kind, node).index}
          />
        ))}
        <Fact name="run" value={holder?.run ?? 'none'} />
        <Fact name="failures so far" value={failures} />
        {trace.lemons.includes(node) && <Fact name="lemon" value="fails more often than others" />}
      </dl>
      <ol className={styles.history} aria-label={`What happened to node ${node}`}>
        {past.length === 0 && <li>Nothing has happened to it yet.</li>}
        {past
          .slice(-MOST_EVENTS)
          .reverse()
          .map((event, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: events of one moment have no other name.
            <li key={`${event.time} ${index}`}>
              <button type="button" onClick={() => onSeek(event.time)}>
                <time>{showElapsed(event.time)}</time> {event.text}
              </button>
            </li>
          ))}
      </ol>
    </section>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string | number }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
