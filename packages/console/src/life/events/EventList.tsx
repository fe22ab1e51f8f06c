import { memo, useLayoutEffect, useRef, useState } from 'react';
import type { TwinEvent } from '../../api/types.ts';
import { showElapsed } from '../../charts/elapsed.ts';
import { eventsBy } from '../playback/playback.ts';
import styles from './EventList.module.css';
import { KINDS } from './groups.ts';
import { rowsInView, scrollToRow } from './window.ts';

/** One row, px; fixed, so that any part of a long life is found without measuring the rest. */
const ROW = 44;
const HEIGHT = 528;

interface Props {
  readonly events: readonly TwinEvent[];
  readonly time: number;
  readonly onSeek: (time: number) => void;
  /** Takes no more height than its events need. */
  readonly isCompact?: boolean;
  /** Other words for some kinds. */
  readonly words?: KindWords;
  /** Whether each says whose it is. */
  readonly isNamed?: boolean;
}

/** What kinds of events are called, where that differs from run to service. */
export type KindWords = Partial<Readonly<Record<TwinEvent['kind'], string>>>;

const NO_WORDS: KindWords = {};

/** What happened and why, in step with the playback; only the rows in view exist. */
export function EventList(props: Props) {
  const { events, time, onSeek, isCompact = false, words = NO_WORDS, isNamed = false } = props;
  const frame = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const current = eventsBy(events, time) - 1;
  // Before the frame is painted: the scroll event comes after it, and a fast life would show no rows at all.
  useLayoutEffect(() => {
    const element = frame.current;
    if (!element || current < 0) return;
    element.scrollTop = scrollToRow(current, ROW, element.scrollTop, element.clientHeight);
    setTop(element.scrollTop);
  }, [current]);
  const { first, end } = rowsInView(events.length, ROW, top, HEIGHT);
  return (
    <div
      ref={frame}
      className={styles.frame}
      // 2 px are its borders.
      style={{ blockSize: isCompact ? Math.min(HEIGHT, events.length * ROW + 2) : HEIGHT }}
      onScroll={(event) => setTop(event.currentTarget.scrollTop)}
    >
      <ol className={styles.list} style={{ blockSize: events.length * ROW }} aria-label="Events">
        {events.slice(first, end).map((event, i) => (
          <Row
            // biome-ignore lint/suspicious/noArrayIndexKey: a life never changes, and an event is its place in it.
            key={first + i}
            event={event}
            place={first + i}
            count={events.length}
            isCurrent={first + i === current}
            isAhead={first + i > current}
            onSeek={onSeek}
            words={words[event.kind] ?? KINDS[event.kind].words}
            name={isNamed ? event.run : undefined}
          />
        ))}
      </ol>
    </div>
  );
}

interface RowProps {
  readonly event: TwinEvent;
  readonly place: number;
  readonly count: number;
  readonly isCurrent: boolean;
  readonly isAhead: boolean;
  readonly onSeek: (time: number) => void;
  readonly words: string;
  readonly name: string | undefined;
}

/** Drawn again only where it changes: a fast life moves on some events with every frame. */
const Row = memo(function Row(props: RowProps) {
  const { event, place, count, isCurrent, isAhead, onSeek, words, name } = props;
  return (
    <li
      className={styles.row}
      style={{ blockSize: ROW, transform: `translateY(${place * ROW}px)` }}
      aria-setsize={count}
      aria-posinset={place + 1}
      aria-current={isCurrent ? 'step' : undefined}
      data-ahead={isAhead || undefined}
    >
      <button type="button" onClick={() => onSeek(event.time)}>
        <span className={styles.mark} data-kind={event.kind} aria-hidden="true">
          {KINDS[event.kind].mark}
        </span>
        <time>{showElapsed(event.time)}</time>
        <span className={styles.kind}>
          {name && <span className={styles.name}>{name} </span>}
          {words}
        </span>
        <span className={styles.text} title={event.text}>
          {event.text}
        </span>
      </button>
    </li>
  );
});
