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
const input = { text, days: 10, lives: 12, over: ['recovery'] };

/** Answers in another order than asked, and as JSON would carry it. */
function shuffled(): RunOperation {
  let asked = 0;
  return async (name, given) => {
    const steps = (asked++ * 7) % 5;
    for (let step = 0; step < steps; step++) await Promise.resolve();
    return JSON.parse(JSON.stringify(dispatch(name, given)));
  };
}

describe('runInParts of optimise', () => {
  it.each([1, 3])('finds with %i threads what one thread finds', async (threads) => {
    expect(await runInParts(shuffled(), 'optimise', input, { threads })).toEqual(
      dispatch('optimise', input),
    );
  });

  it('says what it is at', async () => {
    const said: string[] = [];
    await runInParts(shuffled(), 'optimise', input, {
      threads: 1,
      onPart: (done, parts, round) => said.push(`${round}, ${done} of ${parts} parts`),
    });
    expect(said[0]).toBe('round 1 of 2: 4 policies, 0 of 4 parts');
    expect(said.at(-1)).toMatch(/^round 2 of 2: /);
  });

  it('hands on what is wrong with the request, and why a part was cancelled', async () => {
    const refused = await runInParts(
      shuffled(),
      'optimise',
      { ...input, over: [] },
      { threads: 1 },
    );
    expect(refused).toMatchObject({ ok: false, problems: [{ code: 'optimise.over' }] });
    const run: RunOperation = () => Promise.reject(new RunError('cancelled', 'Cancelled.'));
    await expect(runInParts(run, 'optimise', input, { threads: 2 })).rejects.toMatchObject({
      code: 'cancelled',
    });
  });
});
