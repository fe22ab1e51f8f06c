import { describe, expect, it } from 'vitest';
import { dispatch } from './dispatch.ts';

const text = `gigafactory: 1
hardware: { gpu: h100-sxm }
fleet: { gpus: 64 }
runs:
  sft: { model: llama3-8b, tokens: 15B, globalBatch: 512, sequenceLength: 8192 }
`;

describe('explain', () => {
  it('refuses an unknown figure and names the nearest', () => {
    const answer = dispatch('explain', { text, path: 'power.netwrk' });
    expect(answer).toMatchObject({
      ok: false,
      problems: [{ code: 'explain.path', nearest: 'power.network' }],
    });
  });

  it('says why a plan has no such figure', () => {
    const answer = dispatch('explain', { text, path: 'money.capex.total' });
    expect(answer).toMatchObject({ ok: false, problems: [{ code: 'explain.absent' }] });
  });

  it('gives the note of a figure with those of its inputs', () => {
    const answer = dispatch('explain', { text, path: 'power.facility' });
    if (!answer.ok) throw new Error(answer.problems[0]!.message);
    expect(answer.value.note).toMatchObject({ formula: 'it * pue', unit: 'MW' });
    expect(Object.keys(answer.value.inputs)).toEqual(['power.it', 'power.pue']);
    // The note says 123456 and "MW": whoever reads only the answer needs to be told which belong together.
    expect(answer.value.shown).toEqual({
      'power.facility': expect.stringMatching(/^[\d.]+ [kM]W$/),
      'power.it': expect.stringMatching(/^[\d.]+ [kM]W$/),
      'power.pue': expect.stringMatching(/^[\d.]+$/),
    });
  });
});
