import { useEffect, useRef, useState } from 'react';
import type { TwinTrace } from '../../api/types.ts';
import { showElapsed } from '../../charts/elapsed.ts';
import styles from './EventList.module.css';
import { eventsBy } from './playback/playback.ts';
import { rowsInView, scrollToRow } from './window.ts';

type Event = TwinTrace['events'][number];

/** One row, px; fixed, so that any part of a long life is found without measuring the rest. */
const ROW = 44;
const HEIGHT = 396;

const MARKS: Readonly<Record<Event['kind'], string>> = {
  start: '▸',
  failure: '✕',
  detected: '!',
  cordoned: '⊘',
  placed: '↦',
  restarted: '↻',
  checkpoint: '▪',
  maintenance: '⚙',
  waiting: '…',
  repaired: '✓',
  end: '■',
};

interface Props {
  readonly events: readonly Event[];
  readonly time: number;
  readonly onSeek: (time: number) => void;
}

/** What happened and why, in step with the playback; only the rows in view exist. */
export function EventList({ events, time, onSeek }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const current = eventsBy(events, time) - 1;
  useEffect(() => {
    const element = frame.current;
    if (!element || current < 0) return;
    element.scrollTop = scrollToRow(current, ROW, element.scrollTop, element.clientHeight);
  }, [current]);
  const { first, end } = rowsInView(events.length, ROW, top, HEIGHT);
  return (
    <div
      ref={frame}
      className={styles.frame}
      style={{ maxBlockSize: HEIGHT }}
      onScroll={(event) => setTop(event.currentTarget.scrollTop)}
    >
      <ol className={styles.list} style={{ blockSize: events.length * ROW }}>
        {events.slice(first, end).map((event, i) => (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: a life never changes, and an event is its place in it.
            key={first + i}
            className={styles.row}
            style={{ blockSize: ROW, transform: `translateY(${(first + i) * ROW}px)` }}
            aria-setsize={events.length}
            aria-posinset={first + i + 1}
            aria-current={first + i === current ? 'step' : undefined}
            data-ahead={first + i > current || undefined}
          >
            <button type="button" onClick={() => onSeek(event.time)}>
              <span className={styles.mark} data-kind={event.kind} aria-hidden="true">
                {MARKS[event.kind]}
              </span>
              <time>{showElapsed(event.time)}</time>
              <span className={styles.kind}>{event.kind}</span>
              <span className={styles.text} title={event.text}>
                {event.text}
              </span>
            </button>
          </li>
        ))}
      </ol>
    </div>
  );
}
