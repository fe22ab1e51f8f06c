import { describe, expect, it } from 'vitest';
import type { Plan } from '../../api/types.ts';
import { barsOf, tickText } from './schedule.ts';

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

describe('tickText', () => {
  it('names the year where it begins and the day only between months', () => {
    const months = [new Date(2024, 11, 1), new Date(2025, 0, 1), new Date(2025, 1, 1)];
    expect(months.map((tick) => tickText(tick, months))).toEqual(['Dec 2024', 'Jan 2025', 'Feb']);
    const days = [new Date(2024, 4, 5), new Date(2024, 4, 12)];
    expect(days.map((tick) => tickText(tick, days))).toEqual(['5 May', '12 May']);
  });
});
