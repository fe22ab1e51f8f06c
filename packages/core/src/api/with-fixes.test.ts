import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Problem } from '../base/index.ts';
import { dispatch } from './index.ts';

const read = (file: string) =>
  readFileSync(new URL(`../../../../examples/${file}.yaml`, import.meta.url), 'utf8');
const POD = read('one-pod');
const GIGA = read('gigafactory-of-compute');

function problemsOf(text: string, edits: Readonly<Record<string, string>>): readonly Problem[] {
  const answer = dispatch('check', { text, edits });
  if (!answer.ok) throw new Error(JSON.stringify(answer.problems));
  return answer.value.problems;
}

describe('the fixes of a problem', () => {
  it('name the largest run of the kind that the fleet takes, and the larger fleet', () => {
    const [problem] = problemsOf(GIGA, { 'fleet.gpus': '50,000' });
    expect(problem?.fixes).toEqual([
      { label: 'Set the run to 49,152 GPUs', edits: { 'runs.grok-3.gpus': '49152' } },
      { label: 'Raise the fleet to 98,304 GPUs', edits: { 'fleet.gpus': '98304' } },
    ]);
  });

  it('are of every kind in one list: those of memory too', () => {
    const answer = dispatch('plan', {
      text: POD,
      edits: { 'runs.pretrain.strategy': '{tp: 1, pp: 1, sharding: zero1}' },
    });
    const [problem] = answer.ok ? [] : answer.problems;
    const fits = problem?.memory?.nearest.map(({ edits }) => edits);
    expect(fits?.length).toBeGreaterThan(0);
    expect(problem?.fixes?.map(({ edits }) => edits)).toEqual(fits);
  });
});
