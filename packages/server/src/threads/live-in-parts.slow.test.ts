import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dispatch } from '@gigafactory/core/api';
import { describe, expect, it } from 'vitest';
import { runInParts } from './in-parts.ts';
import { RunError, type RunOperation } from './run.ts';

const text = readFileSync(
  join(import.meta.dirname, '../../../..', 'examples/one-pod.yaml'),
  'utf8',
);
const input = { text, days: 10, lives: 21, seed: 3 };

/** Answers in another order than asked, and as JSON would carry it. */
function shuffled(): RunOperation {
  let asked = 0;
  return async (name, given) => {
    const steps = (asked++ * 7) % 5;
    for (let step = 0; step < steps; step++) await Promise.resolve();
    return JSON.parse(JSON.stringify(dispatch(name, given)));
  };
}

describe('runInParts of twin', () => {
  it.each([1, 2, 5])('lives with %i threads the lives that one thread lives', async (threads) => {
    expect(await runInParts(shuffled(), 'twin', input, { threads })).toEqual(
      dispatch('twin', input),
    );
  });

  it('asks no further part of a file with mistakes', async () => {
    let asked = 0;
    const run: RunOperation = async (name, given) => {
      asked++;
      return dispatch(name, given);
    };
    const answer = await runInParts(run, 'twin', { ...input, run: 'pretrian' }, { threads: 1 });
    expect(answer).toMatchObject({ ok: false, problems: [{ code: 'run.unknown' }] });
    expect(asked).toBe(1);
  });

  it('hands on why a part was cancelled', async () => {
    const run: RunOperation = () => Promise.reject(new RunError('cancelled', 'Cancelled.'));
    await expect(runInParts(run, 'twin', input, { threads: 2 })).rejects.toMatchObject({
      code: 'cancelled',
    });
  });
});
