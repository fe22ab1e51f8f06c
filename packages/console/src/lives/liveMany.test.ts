import { describe, expect, it, vi } from 'vitest';
import { workers } from '../api/client.fixture.ts';
import type { LivesPart, Operations, Problem } from '../api/types.ts';
import { liveMany } from './liveMany.ts';

vi.mock('../api/client.ts', () => import('../api/client.fixture.ts'));

type LivesInput = Operations['lives']['input'];
const NO_SIGNAL = new AbortController().signal;
const REQUEST = { text: '', lives: 40 };
const LIFE: LivesPart['lives'][number] = {
  runs: [],
  fleet: { held: 0, spare: 1, out: 0 },
  lemons: [],
  events: 0,
  digest: '',
};

function partOf({ from, before }: LivesInput): LivesPart {
  const lives = Array.from({ length: before - from }, () => LIFE);
  return { from, nodes: 1, runNodes: 1, lives };
}

describe('liveMany', () => {
  it('lives every life once, the first few before all others', async () => {
    const asked: LivesInput[] = [];
    workers.answer = (name, input) => {
      if (name !== 'lives') return { ok: true, value: 'summed up' };
      asked.push(input as LivesInput);
      return { ok: true, value: partOf(input as LivesInput) };
    };
    const told: number[] = [];
    const answer = await liveMany(REQUEST, NO_SIGNAL, ({ done }) => told.push(done));
    if (!answer.ok) throw new Error('refused');
    expect(asked[0]).toMatchObject({ from: 0, before: 4 });
    const lived = answer.value.parts.toSorted((a, b) => a.from - b.from);
    expect(
      lived.reduce((next, { from, lives }) => (from === next ? next + lives.length : -1), 0),
    ).toBe(40);
    expect(told[0]).toBe(4);
    expect(told.at(-1)).toBe(40);
  });

  it.each([0, 4, 20])('answers with the problems of a part, from life %i on', async (first) => {
    const problems: Problem[] = [{ code: 'file.bad', message: 'Bad.' }];
    workers.answer = (name, input) => {
      if (name !== 'lives') return { ok: true, value: 'summed up' };
      const range = input as LivesInput;
      return range.from < first ? { ok: true, value: partOf(range) } : { ok: false, problems };
    };
    expect(await liveMany(REQUEST, NO_SIGNAL, () => {})).toEqual({ ok: false, problems });
  });
});
