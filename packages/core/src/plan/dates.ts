import type { Figure, Recorder } from '../base/index.ts';
import type { Factory } from '../factory/index.ts';
import type { DatesPlan } from './plan.ts';

type Schedule = NonNullable<Factory['schedule']>;
type Tasks = Schedule['tasks'];

/**
 * When each task of the schedule starts and ends, by the longest chain of tasks before it; dates in s since
 * 1970.
 */
export function planDates(schedule: Schedule, rec: Recorder): DatesPlan {
  const start = rec.figure('start', {
    label: 'Decision',
    unit: 'date',
    formula: 'factory.schedule.start',
  });
  const tasks: Record<string, { readonly start: number; readonly end: number }> = {};
  for (const name of inOrder(schedule.tasks)) {
    tasks[name] = planTask(name, schedule.tasks[name]!, rec);
  }
  const ready = rec.figure('ready', {
    label: 'Ready',
    unit: 'date',
    ...startOrEndOf(Object.keys(tasks)),
  });
  return { start, tasks, ready };
}

function planTask(
  name: string,
  task: Tasks[string],
  rec: Recorder,
): { readonly start: number; readonly end: number } {
  const start = rec.figure(`tasks.${name}.start`, {
    label: `Start of "${name}"`,
    unit: 'date',
    ...startOrEndOf(task.after),
  });
  const end = rec.figure(`tasks.${name}.end`, {
    label: `End of "${name}"`,
    unit: 'date',
    formula: 'begins + takes',
    inputs: { begins: `tasks.${name}.start`, takes: `factory.schedule.tasks.${name}.takes` },
  });
  return { start, end };
}

/** The latest of the schedule's start and the ends of some tasks, whose names may not be valid in a formula. */
function startOrEndOf(names: readonly string[]): Pick<Figure, 'formula' | 'inputs'> {
  const inputs = Object.fromEntries(names.map((name, index) => [`t${index}`, `tasks.${name}.end`]));
  return { formula: `max(${['start', ...Object.keys(inputs)].join(', ')})`, inputs };
}

/** Every task after those it waits for; the reader has already refused cycles. */
function inOrder(tasks: Tasks): string[] {
  const ordered: string[] = [];
  const visit = (name: string): void => {
    if (ordered.includes(name)) return;
    for (const before of tasks[name]!.after) visit(before);
    ordered.push(name);
  };
  Object.keys(tasks).forEach(visit);
  return ordered;
}
