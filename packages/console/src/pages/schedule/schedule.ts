import type { Plan } from '../../api/types.ts';
import { runFigurePath } from '../../explain/RunFigure.tsx';
import type { Source } from '../../state/source.ts';

/** A line of the schedule; times in seconds since 1970. */
export interface Bar {
  readonly name: string;
  readonly kind: 'task' | 'run';
  readonly start: number;
  readonly end: number;
  /** Path of the end in the plan. */
  readonly path: string;
}

/**
 * The tasks by start, then the runs by start; the source says when a run ends, once that is known. Anything
 * without a date is left out.
 */
export function barsOf({ dates, training, notes }: Plan, source: Source): readonly Bar[] {
  const tasks = Object.entries(dates?.tasks ?? {}).map(
    ([name, { start, end }]): Bar => ({
      name,
      kind: 'task',
      start,
      end,
      path: `dates.tasks.${name}.end`,
    }),
  );
  const runs = Object.entries(training).flatMap(([name, { start, end }]): Bar[] => {
    if (start === undefined || end === undefined) return [];
    const path = runFigurePath(name, 'end', source);
    return [{ name, kind: 'run', start, end: notes[path]?.value ?? end, path }];
  });
  return [...tasks.sort(byStart), ...runs.sort(byStart)];
}

function byStart(a: Bar, b: Bar): number {
  return a.start - b.start || a.end - b.end;
}

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** `May`, `Jan 2025` at the beginning of a year, `12 May` if ticks are closer than months. */
export function tickText(tick: Date, ticks: readonly Date[]): string {
  const month = MONTHS[tick.getMonth()] ?? '';
  const byDay = ticks.some((each) => each.getDate() !== 1);
  if (byDay) return `${tick.getDate()} ${month}`;
  const firstOfYear = tick.getMonth() === 0 || tick === ticks[0];
  return firstOfYear ? `${month} ${tick.getFullYear()}` : month;
}
