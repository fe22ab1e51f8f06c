import type { Recorder } from '../base/index.ts';
import type { Factory } from '../factory/index.ts';
import { figure } from './figure.ts';
import type { DatesPlan } from './plan.ts';

type Tasks = Factory['schedule']['tasks'];

/** When each task of the schedule starts and ends, by its longest chain; dates in s since 1970. */
export function planDates({ schedule }: Factory, rec: Recorder): DatesPlan {
  const start = figure(rec, 'start', ['Decision', 'date'], schedule.start.value, 'start', {
    start: 'factory.schedule.start',
  });
  const tasks: Record<string, { start: number; end: number }> = {};
  for (const name of inOrder(schedule.tasks)) {
    tasks[name] = planTask(name, schedule.tasks[name]!, tasks, start, rec);
  }
  const ends = Object.keys(tasks);
  const ready = figure(
    rec,
    'ready',
    ['Ready', 'date'],
    Math.max(start, ...ends.map((name) => tasks[name]!.end)),
    `max(start${ends.map((_, index) => `, t${index}`).join('')})`,
    { start: 'start', ...references(ends, 'end') },
  );
  return { start, tasks, ready };
}

function planTask(
  name: string,
  task: Tasks[string],
  tasks: Readonly<Record<string, { readonly end: number }>>,
  start: number,
  rec: Recorder,
): { start: number; end: number } {
  const begins = figure(
    rec,
    `tasks.${name}.start`,
    [`Start of "${name}"`, 'date'],
    Math.max(start, ...task.after.map((before) => tasks[before]!.end)),
    `max(start${task.after.map((_, index) => `, t${index}`).join('')})`,
    { start: 'start', ...references(task.after, 'end') },
  );
  const ends = figure(
    rec,
    `tasks.${name}.end`,
    [`End of "${name}"`, 'date'],
    begins + task.takes.value,
    'start + takes',
    { start: `tasks.${name}.start`, takes: `factory.schedule.tasks.${name}.takes` },
  );
  return { start: begins, end: ends };
}

function references(names: readonly string[], field: string): Record<string, string> {
  return Object.fromEntries(names.map((name, index) => [`t${index}`, `tasks.${name}.${field}`]));
}

/** Every task after those that it waits for; the reader has refused circles. */
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
