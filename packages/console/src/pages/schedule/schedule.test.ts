import { describe, expect, it } from 'vitest';
import type { Plan } from '../../api/types.ts';
import { barsOf } from './schedule.ts';

describe('barsOf', () => {
  it('lists tasks by their start, then runs', () => {
    const plan = {
      dates: { tasks: { late: { start: 5, end: 9 }, early: { start: 1, end: 3 } } },
      training: { run: { start: 0, end: 4 } },
      notes: { 'twin.run.end': { value: 8 } },
    } as unknown as Plan;
    expect(barsOf(plan, 'plan').at(-1)).toMatchObject({ end: 4, path: 'training.run.end' });
    expect(barsOf(plan, 'twin').at(-1)).toMatchObject({ end: 8, path: 'twin.run.end' });
    expect(barsOf(plan, 'plan').map((bar) => `${bar.kind} ${bar.path}`)).toEqual([
      'task dates.tasks.early.end',
      'task dates.tasks.late.end',
      'run training.run.end',
    ]);
  });
});
