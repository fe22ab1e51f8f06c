import { useMemo } from 'react';
import type { TwinEvent } from '../../api/types.ts';
import { showElapsed } from '../../charts/elapsed.ts';
import { Empty } from '../../ui/Empty.tsx';
import { Quantity, Shown } from '../../ui/Quantity.tsx';
import { type Column, Table } from '../../ui/Table.tsx';
import { KINDS } from '../events/groups.ts';
import styles from './AttemptList.module.css';
import { type Attempt, attemptsBy, attemptsOf } from './attempts.ts';

/** The latest attempts that are listed. */
const MOST = 12;

interface Props {
  readonly events: readonly TwinEvent[];
  readonly run: string;
  /** s. */
  readonly time: number;
  readonly onSeek: (time: number) => void;
}

/** How long a run trained between stops up to now, and what stopped it: the latest attempt first. */
export function AttemptList({ events, run, time, onSeek }: Props) {
  const attempts = useMemo(() => attemptsOf(events, run), [events, run]);
  const begun = attemptsBy(attempts, time);
  const rows = attempts.slice(Math.max(0, begun - MOST), begun).reverse();
  return (
    <div className={styles.list}>
      <p>
        {begun.toLocaleString('en')} of {attempts.length.toLocaleString('en')} attempts have begun
        {begun > MOST ? `; the latest ${MOST} are listed` : ''}.
      </p>
      <Table
        caption={`Attempts of ${run}`}
        columns={columnsAt(time, onSeek)}
        rows={rows}
        rowKey={({ number }) => String(number)}
        narrow="scroll"
        empty={<Empty title="The run has not trained yet" />}
      />
    </div>
  );
}

function columnsAt(time: number, onSeek: Props['onSeek']): readonly Column<Attempt>[] {
  return [
    {
      key: 'number',
      head: 'Attempt',
      cell: ({ number, start }) => (
        <button type="button" onClick={() => onSeek(start)}>
          {number.toLocaleString('en')}
        </button>
      ),
    },
    {
      key: 'start',
      head: 'From',
      align: 'end',
      cell: ({ start }) => (
        <Shown value={start} unit="s">
          {showElapsed(start)}
        </Shown>
      ),
    },
    {
      key: 'trained',
      head: 'Trained',
      align: 'end',
      cell: ({ start, end = time }) => (
        <Quantity value={Math.min(end, time) - start} unit="h" digits={3} />
      ),
    },
    {
      key: 'by',
      head: 'Stopped by',
      cell: ({ end, stoppedBy }) =>
        stoppedBy === undefined || end === undefined || end > time ? (
          <span className={styles.now}>trains</span>
        ) : (
          <span className={styles.why} title={stoppedBy.text}>
            {stoppedBy.cause ?? KINDS[stoppedBy.kind].words}
          </span>
        ),
    },
  ];
}
