import { DAY_S, showQuantity } from '@gigafactory/core/base';
import type { ReactNode } from 'react';
import type { Compared } from '../../api/types.ts';
import { DateAxis, DateBar } from '../../charts/DateBars.tsx';
import { type DateScale, dateScale } from '../../charts/dates.ts';
import { Panel } from '../../ui/Panel.tsx';
import styles from './Schedules.module.css';

type Scheduled = Compared['scenarios'][number]['schedule'][number];

/** A task or a run, and when it goes in each column. */
interface Item {
  readonly key: string;
  readonly name: string;
  readonly kind: Scheduled['kind'];
  readonly lines: readonly { readonly column: string; readonly bar: Scheduled | undefined }[];
}

/** When tasks and runs go in each column, on one axis; what goes alike in all takes one line. */
export function Schedules({ compared }: { readonly compared: Compared }): ReactNode {
  const bars = compared.scenarios.flatMap(({ schedule }) => schedule);
  if (bars.length === 0) return null;
  const scale = dateScale(bars);
  return (
    <Panel title="Schedule" about="Tasks and runs of all on one axis, and when each ends.">
      <div className={styles.schedule}>
        {itemsOf(compared).map((item) => (
          <ScheduleItem key={item.key} item={item} scale={scale} />
        ))}
        <div className={styles.axis}>
          <DateAxis scale={scale} />
        </div>
      </div>
    </Panel>
  );
}

interface ScheduleItemProps {
  readonly item: Item;
  readonly scale: DateScale;
}

function ScheduleItem({ item: { name, kind, lines }, scale }: ScheduleItemProps): ReactNode {
  return (
    <section className={styles.item} aria-label={name}>
      <h3 className={styles.name}>{name}</h3>
      <ul className={styles.lines}>
        {lines.map(({ column, bar }) => (
          <li key={column} className={styles.line}>
            <span className={styles.column}>{column}</span>
            <DateBar {...{ scale, bar }} isRun={kind === 'run'} isSlim />
            <span className={styles.end}>{bar ? showQuantity(bar.end, 'date') : 'not there'}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** In the order in which the columns have them. */
function itemsOf({ scenarios }: Compared): readonly Item[] {
  const planned = scenarios
    .map(({ name, schedule, problems }, column) => ({
      column: column === 0 ? 'The file' : name,
      schedule,
      isPlanned: problems.length === 0,
    }))
    .filter(({ isPlanned }) => isPlanned);
  const keys = new Map(
    planned.flatMap(({ schedule }) => schedule.map((bar) => [`${bar.kind} ${bar.name}`, bar])),
  );
  return [...keys].map(([key, { name, kind }]) => {
    const lines = planned.map(({ column, schedule }) => ({
      column,
      bar: schedule.find((bar) => bar.kind === kind && bar.name === name),
    }));
    const isAlike = lines.every(({ bar }) => isSame(bar, lines[0]?.bar));
    return {
      ...{ key, name, kind },
      lines: isAlike ? lines.slice(0, 1).map((line) => ({ ...line, column: 'all' })) : lines,
    };
  });
}

/** To the day. */
function isSame(a: Scheduled | undefined, b: Scheduled | undefined): boolean {
  if (!a || !b) return a === b;
  return Math.abs(a.start - b.start) < DAY_S && Math.abs(a.end - b.end) < DAY_S;
}
