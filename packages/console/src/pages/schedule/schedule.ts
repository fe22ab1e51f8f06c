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
