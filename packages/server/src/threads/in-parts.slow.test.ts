import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Answer, dispatch } from '@gigafactory/core/api';
import { describe, expect, it } from 'vitest';
import { runInParts, threadWorkers } from './in-parts.ts';
import { RunError, type RunOperation } from './run.ts';

const text = readFileSync(
  join(import.meta.dirname, '../../../..', 'examples/one-pod.yaml'),
  'utf8',
);
const LIVES = { text, days: 10, lives: 21, seed: 3 };
const SEARCH = { text, top: 5 };
const RACE = { text, days: 10, lives: 12, over: ['recovery'] };
const inThisProcess: RunOperation = (name, given) => Promise.resolve(dispatch(name, given));

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
    expect(await runInParts(threadWorkers(shuffled(), threads), 'twin', LIVES)).toEqual(
      dispatch('twin', LIVES),
    );
  });

  it('asks no further part of a file with mistakes', async () => {
    let asked = 0;
    const run: RunOperation = async (name, given) => {
      asked++;
      return dispatch(name, given);
    };
    const answer = await runInParts(threadWorkers(run, 1), 'twin', { ...LIVES, run: 'pretrian' });
    expect(answer).toMatchObject({ ok: false, problems: [{ code: 'run.unknown' }] });
    expect(asked).toBe(1);
  });

  it('hands on why a part was cancelled', async () => {
    const run: RunOperation = () => Promise.reject(new RunError('cancelled', 'Cancelled.'));
    await expect(runInParts(threadWorkers(run, 2), 'twin', LIVES)).rejects.toMatchObject({
      code: 'cancelled',
    });
  });
});

describe('runInParts of strategies', () => {
  it.each([1, 2, 5])('finds with %i threads what one search finds', async (threads) => {
    const whole = dispatch('strategies', SEARCH);
    expect(await runInParts(threadWorkers(shuffled(), threads), 'strategies', SEARCH)).toEqual(
      whole,
    );
  });

  it('launches a strategy that is not among the top', async () => {
    const launch = { ...SEARCH, launch: 'megatron', rank: 9 } as const;
    const answer = await runInParts(threadWorkers(inThisProcess, 2), 'strategies', launch);
    expect(answer).toEqual(dispatch('strategies', launch));
    expect(answer).toMatchObject({ ok: true, value: { launch: { rank: 9 } } });
  });

  it('says how far it is', async () => {
    const said: string[] = [];
    const onPart = (done: number, parts: number) => said.push(`${done} of ${parts}`);
    await runInParts(threadWorkers(inThisProcess, 1), 'strategies', SEARCH, { onPart });
    expect(said).toEqual(Array.from({ length: 9 }, (_, done) => `${done} of 8`));
  });

  it('asks no further part of a file with mistakes', async () => {
    let asked = 0;
    const run: RunOperation = (name, given) => {
      asked++;
      return inThisProcess(name, given);
    };
    const wrong = { ...SEARCH, run: 'pretrian' };
    const answer = await runInParts(threadWorkers(run, 1), 'strategies', wrong);
    expect(answer).toMatchObject({ ok: false, problems: [{ code: 'run.unknown' }] });
    expect(asked).toBe(1);
  });

  it.each(['crash', 'stop'])('ends every part after a %s', async (how) => {
    const cancel = new AbortController();
    let open = 0;
    const run: RunOperation = (_, __, signal) => {
      open++;
      return new Promise<Answer<never>>((_resolve, reject) => {
        const end = (code: 'cancelled' | 'crashed') => {
          open--;
          reject(new RunError(code, code));
        };
        signal?.addEventListener('abort', () => end('cancelled'), { once: true });
        if (open < 3) return;
        if (how === 'stop') cancel.abort();
        else end('crashed');
      });
    };
    const code = how === 'stop' ? 'cancelled' : 'crashed';
    const searching = runInParts(threadWorkers(run, 3), 'strategies', SEARCH, {
      signal: cancel.signal,
    });
    await expect(searching).rejects.toMatchObject({ code });
    expect(open).toBe(how === 'stop' ? 0 : -1);
  });
});

describe('runInParts of optimise', () => {
  it.each([1, 3])('finds with %i threads what one thread finds', async (threads) => {
    expect(await runInParts(threadWorkers(shuffled(), threads), 'optimise', RACE)).toEqual(
      dispatch('optimise', RACE),
    );
  });

  it('says what it is at', async () => {
    const said: string[] = [];
    await runInParts(threadWorkers(shuffled(), 1), 'optimise', RACE, {
      onPart: (done, parts, round) => said.push(`${round}, ${done} of ${parts} parts`),
    });
    expect(said[0]).toBe('round 1 of 2: 4 policies, 0 of 4 parts');
    expect(said.at(-1)).toMatch(/^round 2 of 2: /);
  });

  it('hands on what is wrong with the request, and why a part was cancelled', async () => {
    const refused = await runInParts(threadWorkers(shuffled(), 1), 'optimise', {
      ...RACE,
      over: [],
    });
    expect(refused).toMatchObject({ ok: false, problems: [{ code: 'optimise.over' }] });
    const run: RunOperation = () => Promise.reject(new RunError('cancelled', 'Cancelled.'));
    await expect(runInParts(threadWorkers(run, 2), 'optimise', RACE)).rejects.toMatchObject({
      code: 'cancelled',
    });
  });
});

describe('runInParts of many plans of a file', () => {
  const over = [{ path: 'site.pue', from: '0.9', to: '1.4' }];
  const claims = `${text}  - { claim: Useful, quantity: twin.pretrain.goodput, atLeast: 10 % }\n`;
  const questions = {
    sweep: { text, over, steps: 10, figures: ['power.facility'] },
    seek: {
      text,
      requirement: '2 MW',
      over: 'fleet.gpus',
      edits: { 'requirements.1.atMost': '1.75 MW' },
    },
    compare: {
      text: claims,
      edits: { 'runs.pretrain.tokens': '20B tokens' },
      with: [
        { name: 'Slow', edits: { 'operations.recoveryTime': '2 h' } },
        { name: 'Wrong', edits: { 'fleet.gpus': '1001' } },
      ],
    },
  } as const;

  it.each(['sweep', 'seek', 'compare'] as const)(
    'answers %s with three threads as with one',
    { timeout: 120_000 },
    async (name) => {
      const whole = dispatch(name, questions[name]);
      expect(whole.ok).toBe(true);
      const shared = await runInParts(threadWorkers(shuffled(), 3), name, questions[name]);
      expect(shared).toEqual(JSON.parse(JSON.stringify(whole)));
    },
  );

  it('asks nothing of a sweep that cannot be made', async () => {
    const run: RunOperation = () => Promise.reject(new Error('nothing was to be asked'));
    const wrong = { ...questions.sweep, figures: ['power.facilty'] };
    expect(await runInParts(threadWorkers(run, 2), 'sweep', wrong)).toMatchObject({
      ok: false,
      problems: [{ code: 'figure.path' }],
    });
  });
});
