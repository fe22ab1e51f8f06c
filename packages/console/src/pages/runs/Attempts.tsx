import type { RunDetail } from '@gigafactory/core/api';
import { elapsedTick, elapsedTicks, showElapsed } from '../../charts/elapsed.ts';
import { secondsBetween, showSpan, showTime } from '../../control/words.ts';
import { Empty } from '../../ui/Empty.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { type Column, Table } from '../../ui/Table.tsx';
import styles from './Attempts.module.css';
import type { Playhead } from './live/usePlayhead.ts';

type Attempt = RunDetail['attempts'][number];

/** The latest attempts that are listed and drawn: a bar of a day has no room for more. */
const [MOST_LISTED, MOST_DRAWN] = [12, 300];

interface Props {
  readonly detail: RunDetail;
  /** s since the run's start. */
  readonly end: number;
  readonly playhead: Playhead;
}

/** When each attempt trained, and why it ended. */
export function Attempts({ detail, end, playhead }: Props) {
  const { run, attempts } = detail;
  const listed = attempts.slice(-MOST_LISTED).reverse();
  return (
    <Panel
      title="Attempts"
      about={`${attempts.length.toLocaleString('en')} so far${attempts.length > MOST_LISTED ? `; the latest ${MOST_LISTED} are listed` : ''}. A lost replica that the others go on without ends none.`}
    >
      {attempts.length > 0 && <Timeline {...{ detail, end, playhead }} />}
      <Table
        caption={`Attempts of ${run}`}
        columns={columnsOf(detail)}
        rows={listed}
        rowKey={({ attempt }) => String(attempt)}
        empty={<Empty title="It has not been launched yet">{detail.reason}</Empty>}
      />
    </Panel>
  );
}

function columnsOf({ startedAt }: RunDetail): readonly Column<Attempt>[] {
  return [
    { key: 'attempt', head: 'Attempt', cell: ({ attempt }) => attempt.toLocaleString('en') },
    {
      key: 'launched',
      head: 'Launched',
      cell: ({ launchedAt }) => (
        <span title={showTime(launchedAt)}>
          {showElapsed(secondsBetween(startedAt, launchedAt, 0))}
        </span>
      ),
    },
    {
      key: 'steps',
      head: 'Steps',
      align: 'end',
      cell: ({ fromStep, toStep }) =>
        `${fromStep.toLocaleString('en')} to ${toStep.toLocaleString('en')}`,
    },
    {
      key: 'lasted',
      head: 'Lasted',
      align: 'end',
      cell: ({ launchedAt, endedAt }) => showSpan(secondsBetween(launchedAt, endedAt, Date.now())),
    },
    {
      key: 'why',
      head: 'Why it ended',
      wide: true,
      cell: ({ endedAt, why, cause }) =>
        endedAt === undefined ? 'It goes on.' : (why ?? cause ?? 'No reason was given.'),
    },
  ];
}

function Timeline({ detail, end, playhead }: Props) {
  const { attempts, startedAt } = detail;
  const whole = Math.max(end, 1);
  const share = (seconds: number): string =>
    `${(100 * Math.min(1, Math.max(0, seconds / whole))).toFixed(3)}%`;
  return (
    <div
      className={styles.timeline}
      data-picture="Attempts"
      role="img"
      aria-label={`Attempts on a timeline of ${showSpan(end)}`}
    >
      {attempts.slice(-MOST_DRAWN).map((attempt) => {
        const from = secondsBetween(startedAt, attempt.launchedAt, 0);
        const to = attempt.endedAt ? secondsBetween(startedAt, attempt.endedAt, 0) : end;
        const words = `Attempt ${attempt.attempt}, from step ${attempt.fromStep}: ${attempt.endedAt ? (attempt.why ?? attempt.cause ?? 'ended') : 'goes on'}`;
        return (
          <span
            key={attempt.attempt}
            className={styles.bar}
            data-end={attempt.endedAt ? 'ended' : 'open'}
            data-tip={words}
            style={{ insetInlineStart: share(from), inlineSize: share(to - from) }}
          >
            {attempt.attempt}
          </span>
        );
      })}
      <span className={styles.now} style={{ insetInlineStart: share(playhead.time) }} />
      {elapsedTicks(0, whole, 8).map((tick) => (
        <span key={tick} className={styles.tick} style={{ insetInlineStart: share(tick) }}>
          {elapsedTick(tick)}
        </span>
      ))}
    </div>
  );
}
