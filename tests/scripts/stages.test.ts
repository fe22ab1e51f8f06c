import { describe, expect, it } from 'vitest';
import { countTests, summarize, troubleOf } from '../../scripts/lib/stages.mjs';

type Results = Parameters<typeof summarize>[0];

function lastLine(results: Results): string | undefined {
  return summarize(results).split('\n').at(-1);
}

const types = { name: 'types', state: 'passed', seconds: 1 } as const;
const unit = {
  name: 'unit',
  state: 'passed',
  seconds: 2,
  counts: { passed: 5, failed: 0, skipped: 0 },
} as const;

describe('summarize', () => {
  it('adds the tests up', () => {
    expect(lastLine([types, unit, unit])).toBe('10 passed, 0 failed');
  });

  it('counts a failure that no test reported', () => {
    expect(lastLine([{ ...types, state: 'failed' }])).toBe('0 passed, 1 failed');
    expect(lastLine([{ ...unit, state: 'failed' }])).toBe('5 passed, 1 failed');
  });

  it('does not count a failed stage on top of its failed tests', () => {
    const failed = {
      ...unit,
      state: 'failed',
      counts: { passed: 3, failed: 2, skipped: 1 },
    } as const;
    expect(lastLine([failed])).toBe('3 passed, 2 failed, 1 skipped');
  });

  it('says which stage did not run, and why', () => {
    const e2e = { name: 'e2e', state: 'skipped', seconds: 0, reason: 'no browser' } as const;
    expect(lastLine([unit, e2e])).toBe('5 passed, 0 failed, 1 skipped (e2e did not run)');
    expect(summarize([unit, e2e])).toContain('no browser');
  });
});

describe('countTests', () => {
  it('counts tests that are marked to be written as skipped', () => {
    const report = { numPassedTests: 4, numFailedTests: 1, numPendingTests: 2, numTodoTests: 3 };
    expect(countTests(report)).toEqual({ passed: 4, failed: 1, skipped: 5 });
  });
});

describe('troubleOf', () => {
  const error =
    'AssertionError: expected 1 to be 2\n\n- Expected\n+ Received\n    at a.ts:3:5\n    at b.ts:1:1';
  const test = (fullName: string, status: string, failureMessages: string[]) => ({
    fullName,
    status,
    failureMessages,
  });
  const report = {
    testResults: [
      {
        name: 'tests/a.test.ts',
        assertionResults: [
          test('is well', 'passed', []),
          test('is torn', 'failed', [error, error]),
          test('is late', 'passed', [error]),
        ],
      },
    ],
  };
  const trouble = troubleOf(report);

  it('names the tests that failed, and those that passed only when tried again', () => {
    const said = 'AssertionError: expected 1 to be 2\n    - Expected\n    + Received';
    expect(trouble).toEqual({
      failed: [`tests/a.test.ts: is torn\n    ${said}`],
      again: [`tests/a.test.ts: is late\n    ${said}`],
    });
  });

  it('is told before the last line, also where every stage passed', () => {
    const text = summarize([{ ...unit, trouble }]);
    expect(text).toContain('Failed:\n  tests/a.test.ts: is torn');
    expect(text).toContain('tried again, which is a fault too:\n  tests/a.test.ts: is late');
    expect(lastLine([{ ...unit, trouble }])).toBe('5 passed, 0 failed');
    expect(summarize([unit])).not.toContain('tried again');
  });
});
