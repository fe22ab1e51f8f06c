import type { LogEntry, RunDetail } from '@gigafactory/core/api';
import { useEffect, useRef, useState } from 'react';
import { ConnectionStatus } from '../../control/Connection.tsx';
import { showTime } from '../../control/words.ts';
import { rowsInView } from '../../life/events/window.ts';
import { useStream } from '../../state/control.ts';
import { Button } from '../../ui/Button.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Select } from '../../ui/Select.tsx';
import styles from './Logs.module.css';
import { type LogLine, type LogView, LogWindow } from './live/logWindow.ts';

interface Props {
  readonly detail: RunDetail;
  readonly isOver: boolean;
}

/** How far back to begin, s. */
const SINCE = [
  { value: '60', label: 'the last minute' },
  { value: '600', label: 'the last 10 minutes' },
  { value: '3600', label: 'the last hour' },
  { value: '', label: 'the beginning' },
];

const NONE: LogView = { lines: [], before: 0 };

/** What the ranks wrote, as they write it; read only while it is open, for it may be much. */
export function Logs({ detail, isOver }: Props) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Panel
      title="Logs"
      about="As the programs wrote them, with control characters shown and not obeyed."
      aside={
        <Button aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? 'Close the log' : 'Read the log'}
        </Button>
      }
    >
      {isOpen && <OpenLog {...{ detail, isOver }} />}
    </Panel>
  );
}

function OpenLog({ detail, isOver }: Props) {
  const [rank, setRank] = useState('');
  const [since, setSince] = useState(isOver ? '' : '600');
  const [isFollowing, setFollowing] = useState(true);
  const { view = NONE, connection } = useStream<LogEntry, LogView>({
    run: detail.run,
    what: 'logs',
    query: { rank: rank || undefined, since: since || undefined },
    key: `${rank} ${since}`,
    gather: () => new LogWindow(),
    isOver,
  });
  const ranks = [...new Set(detail.fleet.flatMap(({ ranks }) => ranks.map((each) => each.rank)))];
  return (
    <div className={styles.log}>
      <div className={styles.bar}>
        <Select
          label="Rank"
          showLabel
          dense
          value={rank}
          options={[
            { value: '', label: 'all ranks' },
            ...ranks
              .sort((a, b) => a - b)
              .map((each) => ({ value: String(each), label: `rank ${each}` })),
          ]}
          onChange={setRank}
        />
        <Select label="From" showLabel dense value={since} options={SINCE} onChange={setSince} />
        <Button aria-pressed={isFollowing} onClick={() => setFollowing(!isFollowing)}>
          Follow
        </Button>
        <ConnectionStatus connection={connection} label="Connection of the log" />
        {view.before > 0 && (
          <span className={styles.before}>
            {view.before.toLocaleString('en')} earlier lines are left out
          </span>
        )}
      </div>
      {view.lines.length === 0 ? (
        <Empty title="No line yet">
          {since === ''
            ? 'The ranks have written nothing.'
            : 'Begin further back to see earlier ones.'}
        </Empty>
      ) : (
        <Lines {...{ view, isFollowing }} run={detail.run} onFollow={setFollowing} />
      )}
    </div>
  );
}

/** One row, px; lines do not wrap, so that any part is found without measuring the rest. */
const ROW = 18;
const HEIGHT = 432;

interface LinesProps {
  readonly run: string;
  readonly view: LogView;
  readonly isFollowing: boolean;
  readonly onFollow: (on: boolean) => void;
}

/** Only the lines in view exist in the page. */
function Lines({ run, view: { lines }, isFollowing, onFollow }: LinesProps) {
  const frame = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const newest = lines.at(-1)?.number;
  // biome-ignore lint/correctness/useExhaustiveDependencies: every new line scrolls.
  useEffect(() => {
    const element = frame.current;
    if (element && isFollowing) element.scrollTop = element.scrollHeight;
  }, [isFollowing, newest]);
  const onScroll = (element: HTMLDivElement): void => {
    // Looking back stops the text from running away.
    if (isFollowing && element.scrollTop < top - ROW) onFollow(false);
    setTop(element.scrollTop);
  };
  const { first, end } = rowsInView(lines.length, ROW, top, HEIGHT, 20);
  return (
    <div
      ref={frame}
      className={styles.frame}
      role="log"
      aria-label={`Log of ${run}`}
      // It may say more in a second than can be read out in a minute.
      aria-live="off"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls by keyboard.
      tabIndex={0}
      style={{ blockSize: HEIGHT }}
      onScroll={(event) => onScroll(event.currentTarget)}
    >
      <div className={styles.lines} style={{ blockSize: lines.length * ROW }}>
        <div style={{ transform: `translateY(${first * ROW}px)` }}>
          {lines.slice(first, end).map((line) => (
            <Line key={line.number} line={line} />
          ))}
        </div>
      </div>
    </div>
  );
}

function Line({ line: { at, rank, attempt, text } }: { readonly line: LogLine }) {
  return (
    <div className={styles.line} style={{ blockSize: ROW }}>
      <span title={`${showTime(at)}, attempt ${attempt}`}>{showTime(at).slice(11, 19)}</span>
      <span>rank {rank}</span>
      <span>{text}</span>
    </div>
  );
}
