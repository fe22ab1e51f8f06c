import { readFileSync } from 'node:fs';
import { dispatch } from '@gigafactory/core/api';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { workers } from '../api/client.fixture.ts';
import { resumeStudy } from '../api/studies.ts';
import type { Answer, Operations, Resuming, StudyName } from '../api/types.ts';
import type { LongProgress } from '../api/useLong.ts';
import { carryOut } from './carryOut.ts';

vi.mock('../api/client.ts', () => import('../api/client.fixture.ts'));

const example = (name: string) =>
  readFileSync(new URL(`../../../../examples/${name}.yaml`, import.meta.url), 'utf8');
const text = example('one-pod');
const NO_SIGNAL = new AbortController().signal;

let asked: string[] = [];

/** Asks core on this thread, through copies, as messages are. */
function answerHere(name: string, input: unknown): unknown {
  asked.push(name);
  return name === 'resume'
    ? resumeStudy(structuredClone(input) as Resuming)
    : dispatch(name as 'points', structuredClone(input) as Operations['points']['input']);
}

beforeEach(() => {
  asked = [];
  workers.answer = answerHere;
});

function carry<Name extends StudyName>(name: Name, input: Operations[Name]['input']) {
  const told: LongProgress<Operations[Name]['output']>[] = [];
  return { told, answer: carryOut(name, input, NO_SIGNAL, (progress) => told.push(progress)) };
}

const SWEEP = {
  text,
  over: [{ path: 'site.pue', from: '1', to: '1.4' }],
  steps: 20,
  figures: ['power.facility'],
};
const SEEK = {
  text: text.replace('atMost: 2 MW', 'atMost: 1.5 MW'),
  requirement: 'No more than 2 MW at the meter',
  over: 'site.pue',
};
const COMPARE = { text, with: [{ name: 'Cool', edits: { 'site.pue': '1.1' } }] };

describe('carryOut', () => {
  it.each([
    ['sweep', SWEEP],
    ['seek', SEEK],
    ['compare', COMPARE],
  ] as const)('answers %s as the operation itself', async (name, input) => {
    const { answer } = carry<StudyName>(name, input);
    expect(await answer).toEqual(dispatch(name, input as never) as Answer<StudyName>);
  });

  it('counts plans up to the end of each round', async () => {
    const { told, answer } = carry('sweep', SWEEP);
    await answer;
    expect(told.at(0)).toMatchObject({ done: 0, of: 20 });
    expect(told.at(-1)).toMatchObject({ done: 20, of: 20 });
  });

  it('answers with the problems of a part, and asks no further', async () => {
    const problems = [{ code: 'file.bad', message: 'Bad.' }];
    workers.answer = (name, input) =>
      name === 'points' ? { ok: false, problems } : answerHere(name, input);
    expect(await carry('sweep', SWEEP).answer).toEqual({ ok: false, problems });
    expect(asked.filter((name) => name === 'points').length).toBeLessThanOrEqual(2);
  });

  it('ends in the middle when its signal aborts', async () => {
    const leave = new AbortController();
    const answer = carryOut('sweep', SWEEP, leave.signal, ({ done }) => {
      if (done > 0) leave.abort();
    });
    await expect(answer).rejects.toThrow();
    expect(asked.length).toBeLessThan(4);
  });

  it('knows all of a comparison but claims on the twin before their lives', () => {
    const gpt3 = example('gpt3-175b-4096-a100');
    const input = { text: gpt3, with: [{ name: 'Cool', edits: { 'site.pue': '1.1' } }] };
    const resumed = resumeStudy({ name: 'compare', input, answered: [], workers: 2 });
    if (!resumed.ok) throw new Error('refused');
    const { report } = resumed.value;
    expect(resumed.value.asked.length).toBeGreaterThan(0);
    const { figures, requirements } = report as Operations['compare']['output'];
    expect(figures.length).toBeGreaterThan(11);
    expect(requirements.some(({ quantity }) => quantity.startsWith('twin.'))).toBe(false);
  });
});
