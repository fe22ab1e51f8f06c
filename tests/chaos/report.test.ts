import { describe, expect, it } from 'vitest';
import { holds, reportOf } from '../../scripts/lib/chaos/report.mjs';

const step = (at: number, number: number, loss = '1.25') => ({ at, step: number, loss });
const undisturbed = {
  state: 'finished',
  reason: '',
  steps: [step(0, 1, '3'), step(500, 2, '2'), step(1000, 3)],
  weights: 'abc',
  unreadable: [],
  checkpoints: 1,
  lost: [],
  told: 9,
  kills: [],
};
const KINDS = ['rank', 'agent', 'control', 'rank'];
const seen = { orphans: [], duplicates: [], samples: 5 };
const kill = (kind: 'rank' | 'agent' | 'control', seconds?: number) => ({
  kind,
  name: kind,
  at: 0,
  ...(seconds === undefined ? {} : { seconds }),
});
const disturbed = {
  ...undisturbed,
  steps: [...undisturbed.steps.slice(0, 2), step(1000, 2, '2'), step(1500, 3)],
  kills: [
    { ...kill('rank', 2), wholeSeconds: 8 },
    kill('rank', 4),
    kill('rank'),
    { ...kill('control', 0.5), startSeconds: 0.25 },
    kill('agent'),
  ],
};

describe('reportOf', () => {
  it.each<[string, object, object]>([
    ['a run that failed', { state: 'failed' }, { finalLossEqual: false }],
    ['another last loss', { steps: [step(0, 3, '1.250')] }, { finalLossEqual: false }],
    ['a run that ended too early', { steps: [step(0, 2, '1.25')] }, { stepsOfAnotherLoss: 3 }],
    ['other weights', { weights: 'abd' }, { weightsEqual: false }],
    ['no weights', { weights: '' }, { weightsEqual: false }],
    ['a lost event', { lost: ['x'] }, { lostEvents: 1 }],
    ['an unreadable checkpoint', { unreadable: ['x'] }, { unreadableCheckpoints: 1 }],
  ])('does not hold after %s', (_, change, found) => {
    const report = reportOf(undisturbed, [disturbed, { ...disturbed, ...change }], seen, KINDS);
    expect(report).toMatchObject(found);
    expect(holds(report)).toBe(false);
  });

  it('does not hold with orphans, with a second attempt, and without any run', () => {
    expect(holds(reportOf(undisturbed, [disturbed], { ...seen, orphans: ['x'] }, KINDS))).toBe(
      false,
    );
    expect(holds(reportOf(undisturbed, [disturbed], { ...seen, duplicates: ['x'] }, KINDS))).toBe(
      false,
    );
    expect(holds(reportOf(undisturbed, [], seen, KINDS))).toBe(false);
  });

  it('times steps that are heard several at a time, and none of a run without two', () => {
    const heard = [step(0, 1, '3'), step(900, 2, '2'), step(900, 3)];
    const timed = (steps: typeof heard) =>
      reportOf({ ...undisturbed, steps }, [], seen, KINDS).stepSeconds;
    expect(timed(heard)).toBe(0.45);
    expect(timed([])).toBeNull();
    expect(timed([step(0, 1), step(900, 1)])).toBeNull();
  });

  it('counts kills, and times those that were alone', () => {
    const report = reportOf(undisturbed, [disturbed, disturbed], seen, KINDS);
    expect(holds(report)).toBe(true);
    expect(report).toMatchObject({
      kills: 10,
      finalLoss: 1.25,
      runs: 2,
      reattachSeconds: { median: 0.25, most: 0.25 },
      stepSeconds: 0.5,
      recoverySeconds: {
        rank: { median: 3, most: 4, kills: 6 },
        agent: { median: null, most: null, kills: 2 },
        control: { median: 0.5, most: 0.5, kills: 2 },
      },
      wholeSeconds: {
        rank: { median: 8, most: 8 },
        agent: { median: null, most: null },
        control: { median: null, most: null },
      },
    });
  });
});
