import { nearestName, type Problem } from '../base/index.ts';
import type { Draft } from './draft.ts';
import type { Factory } from './factory.ts';

type Tasks = Draft<NonNullable<Factory['schedule']>['tasks']>;

/** Tasks that wait for tasks that do not exist, or for each other. */
export function checkTasks(tasks: Tasks): Problem[] {
  const unknown = Object.keys(tasks).flatMap((name) => checkAfter(tasks, name));
  const circle = unknown.length === 0 && findCircle(tasks);
  if (!circle) return unknown;
  const message = `Tasks wait for each other: ${circle.join(' after ')}; remove one of these from "after".`;
  return [{ code: 'task.circle', path: `schedule.tasks.${circle[0]}.after`, message }];
}

function checkAfter(tasks: Tasks, name: string): Problem[] {
  const names = Object.keys(tasks);
  return (tasks[name]?.after ?? []).flatMap((before, index) => {
    if (before === undefined || names.includes(before)) return [];
    const nearest = nearestName(before, names);
    const path = `schedule.tasks.${name}.after.${index}`;
    return [
      {
        code: 'task.unknown',
        path,
        message: `There is no task "${before}"; there are ${names.join(', ')}.`,
        ...(nearest === undefined ? {} : { nearest }),
        fixes: [
          ...(nearest === undefined
            ? []
            : [{ label: `Wait for “${nearest}”`, edits: { [path]: nearest } }]),
          { label: 'Wait for nothing here', edits: { [path]: '' } },
        ],
      },
    ];
  });
}

function findCircle(tasks: Tasks): string[] | undefined {
  const done = new Set<string>();
  const walk = (name: string, path: readonly string[]): string[] | undefined => {
    if (path.includes(name)) return [...path.slice(path.indexOf(name)), name];
    if (done.has(name)) return undefined;
    for (const before of tasks[name]?.after ?? []) {
      const circle = before === undefined ? undefined : walk(before, [...path, name]);
      if (circle) return circle;
    }
    done.add(name);
    return undefined;
  };
  for (const name of Object.keys(tasks)) {
    const circle = walk(name, []);
    if (circle) return circle;
  }
  return undefined;
}
