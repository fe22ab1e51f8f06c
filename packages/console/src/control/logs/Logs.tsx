import type { LogEntry } from '@gigafactory/core/api';
import { useEffect, useRef, useState } from 'react';
import { rowsInView } from '../../life/events/window.ts';
import { useStream } from '../../state/control.ts';
import { Button } from '../../ui/Button.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Select } from '../../ui/Select.tsx';
import { ConnectionStatus } from '../Connection.tsx';
import { showTime } from '../words.ts';
import styles from './Logs.module.css';
import { type LogLine, type LogView, LogWindow } from './logWindow.ts';

/** What writes a log, by number: the ranks of a run, or the replicas of a service. */
interface Writers {
  /** `rank`. */
  readonly one: string;
  readonly numbers: readonly number[];
}

interface Props {
  /** Of whom: `grok-nano`. */
  readonly name: string;
  /** Where it is read. */
  readonly path: string;
  readonly writers: Writers;
  /** Whether nothing more can come. */
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

/** What programs wrote, as they write it; read only while it is open, for it may be much. */
export function Logs(props: Props) {
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
      {isOpen && <OpenLog {...props} />}
    </Panel>
  );
}

function OpenLog({ name, path, writers, isOver }: Props) {
  const [writer, setWriter] = useState('');
  const [since, setSince] = useState(isOver ? '' : '600');
  const [isFollowing, setFollowing] = useState(true);
  const { view = NONE, connection } = useStream<LogEntry, LogView>({
    path,
    query: { rank: writer || undefined, since: since || undefined },
    key: `${writer} ${since}`,
    gather: () => new LogWindow(),
    isOver,
  });
  return (
    <div className={styles.log}>
      <div className={styles.bar}>
        <Writer writers={writers} value={writer} onChange={setWriter} />
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
          {since === '' ? 'Nothing was written.' : 'Begin further back to see earlier ones.'}
        </Empty>
      ) : (
        <Lines {...{ name, view, isFollowing }} writer={writers.one} onFollow={setFollowing} />
      )}
    </div>
  );
}

interface WriterProps {
  readonly writers: Writers;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** Whose lines are read. */
function Writer({ writers: { one, numbers }, value, onChange }: WriterProps) {
  return (
    <Select
      label={one.charAt(0).toUpperCase() + one.slice(1)}
      showLabel
      dense
      value={value}
      options={[
        { value: '', label: `all ${one}s` },
        ...numbers.map((each) => ({ value: String(each), label: `${one} ${each}` })),
      ]}
      onChange={onChange}
    />
  );
}

/** One row, px; lines do not wrap, so that any part is found without measuring the rest. */
const ROW = 18;
/** Of the frame, at least and at most, px. */
const [LOW, HIGH] = [6 * ROW, 24 * ROW];

interface LinesProps {
  readonly name: string;
  /** What writes: a line says which of them wrote it. */
  readonly writer: string;
  readonly view: LogView;
  readonly isFollowing: boolean;
  readonly onFollow: (on: boolean) => void;
}

/** Only the lines in view exist in the page. */
function Lines({ name, writer, view: { lines }, isFollowing, onFollow }: LinesProps) {
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
  const height = Math.min(HIGH, Math.max(LOW, lines.length * ROW));
  const { first, end } = rowsInView(lines.length, ROW, top, HIGH, 20);
  return (
    <div
      ref={frame}
      className={styles.frame}
      role="log"
      aria-label={`Log of ${name}`}
      // It may say more in a second than can be read out in a minute.
      aria-live="off"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls by keyboard.
      tabIndex={0}
      style={{ blockSize: height }}
      onScroll={(event) => onScroll(event.currentTarget)}
    >
      <div className={styles.lines} style={{ blockSize: lines.length * ROW }}>
        <div style={{ transform: `translateY(${first * ROW}px)` }}>
          {lines.slice(first, end).map((line) => (
            <Line key={line.number} line={line} writer={writer} />
          ))}
        </div>
      </div>
    </div>
  );
}

interface LineProps {
  readonly line: LogLine;
  readonly writer: string;
}

function Line({ line: { at, rank, attempt, text }, writer }: LineProps) {
  return (
    <div className={styles.line} style={{ blockSize: ROW }}>
      <span className={styles.origin} title={`${showTime(at)}, attempt ${attempt}`}>
        {showTime(at).slice(11, 19)}
      </span>
      <span className={styles.origin}>
        {writer} {rank}
      </span>
      <span>{text}</span>
    </div>
  );
}
