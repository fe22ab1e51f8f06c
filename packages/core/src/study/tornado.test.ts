import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { planText } from './factory-text.ts';
import { type TornadoRequest, tornadoOf } from './tornado.ts';

const example = (name: string) =>
  readFileSync(new URL(`../../../../examples/${name}.yaml`, import.meta.url), 'utf8');
const POD = example('one-pod');
const RANGED = { 'site.pue': '{ value: 1.25, range: [1.1, 1.5] }' };

function tornado(input: Partial<TornadoRequest> = {}) {
  return tornadoOf({ text: POD, figure: 'power.facility', edits: RANGED, ...input });
}

describe('tornadoOf', () => {
  it.each([
    [{ figure: 'power.facilty' }, 'figure.path', 'power.facility'],
    [{ text: 'gigafactory: 1' }, 'key.missing', undefined],
    [{ edits: { 'fleet.gpus': '1001' } }, 'fleet.nodes', undefined],
  ])('refuses %j', (input, code, nearest) => {
    const answer = tornado(input);
    if (answer.ok) throw new Error('not refused');
    expect(answer.problems[0]).toMatchObject({ code, ...(nearest ? { nearest } : {}) });
  });

  it('moves the figure by each input alone, as a plan with that value does', () => {
    const answer = tornado();
    if (!answer.ok) throw new Error(JSON.stringify(answer.problems));
    const pue = answer.value.inputs.find(({ path }) => path === 'site.pue')!;
    expect(pue).toMatchObject({ isOfFile: true, range: [1.1, 1.5], value: 1.25 });
    for (const [index, end] of pue.range.entries()) {
      const planned = planText({ text: POD, edits: { 'site.pue': String(end) } });
      if (!planned.ok) throw new Error('no plan');
      expect(pue.ends[index]).toBeCloseTo(planned.value.plan.power.facility, 3);
    }
  });

  it('has the input first that moves it furthest, and none that does not move it', () => {
    const answer = tornado({ figure: 'training.pretrain.duration' });
    if (!answer.ok) throw new Error(JSON.stringify(answer.problems));
    const { inputs, range, value } = answer.value;
    const widths = inputs.map(({ ends }) => Math.abs(ends[1] - ends[0]));
    expect(widths.length).toBeGreaterThan(1);
    expect(widths).toEqual(widths.toSorted((a, b) => b - a));
    expect(inputs.map(({ path }) => path)).not.toContain('site.pue');
    expect(range[0]).toBeLessThanOrEqual(value);
    expect(range[1]).toBeGreaterThanOrEqual(value);
  });
});
