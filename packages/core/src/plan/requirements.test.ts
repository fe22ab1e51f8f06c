import { describe, expect, it } from 'vitest';
import type { Problem } from '../base/index.ts';
import { readFactory } from '../factory/index.ts';
import { type CheckedRequirement, planFactory } from './index.ts';
import { exampleText } from './notes.fixture.ts';

const POD = exampleText('one-pod').split('requirements:')[0]!;

/** Holds one claim against the example of one pod. */
function claim(quantity: string, bound: string): CheckedRequirement | Problem {
  const text = `${POD}requirements:\n  - claim: A claim\n    quantity: ${quantity}\n    ${bound}\n`;
  const read = readFactory(text);
  if (!read.ok) return read.problems[0]!;
  const planned = planFactory(read.value);
  return planned.ok ? planned.value.requirements[0]! : planned.problems[0]!;
}

describe('bad claims', () => {
  it('names the nearest quantity to one that is not there', () => {
    expect(claim('power.facilty', 'atMost: 2 MW')).toMatchObject({
      code: 'requirement.quantity',
      path: 'requirements.0.quantity',
      nearest: 'power.facility',
      at: { line: POD.split('\n').length + 2 },
    });
  });

  it('refuses a run that is not there', () => {
    expect(claim('training.other.duration', 'atMost: 90 d')).toMatchObject({
      code: 'requirement.quantity',
    });
  });

  it.each([
    ['power.facility', 'atMost', '90 d', 'dimension'],
    ['power.facility', 'atMost', '2', 'syntax'],
    ['fleet.gpus', 'atLeast', '2 MW', 'dimension'],
    ['money.perGpuHour', 'atMost', '$3', 'dimension'],
    ['dates.ready', 'atMost', '90 d', 'syntax'],
    ['power.facility / power.it', 'atMost', '2 MW', 'dimension'],
  ])('refuses for %s a bound of %s %s', (quantity, relation, bound, what) => {
    expect(claim(quantity, `${relation}: ${bound}`)).toMatchObject({
      code: `quantity.${what}`,
      path: `requirements.0.${relation}`,
      at: { line: POD.split('\n').length + 3 },
    });
  });

  it.each([
    ['power.facility +', 'formula.syntax'],
    ['power.facility + fleet.gpus', 'formula.dimension'],
    ['', 'text.expected'],
  ])('refuses the formula "%s"', (quantity, code) => {
    expect(claim(quantity, 'atMost: 2 MW')).toMatchObject({ code });
  });

  it('refuses a quantity without a finite value', () => {
    expect(claim('fleet.gpus / (fleet.gpus - 1016)', 'atLeast: 1')).toMatchObject({
      code: 'requirement.value',
      path: 'requirements.0.quantity',
    });
  });

  it('refuses a claim with both bounds or none', () => {
    expect(claim('fleet.gpus', 'atLeast: 1 GPU\n    atMost: 2 GPUs')).toHaveProperty('code');
    expect(claim('fleet.gpus', 'source: Nobody')).toHaveProperty('code');
  });
});

describe('verdicts', () => {
  it('holds where the bound lies beyond every range', () => {
    const checked = claim('power.facility', 'atMost: 20 MW') as CheckedRequirement;
    expect(checked).toMatchObject({ verdict: 'holds', relation: 'atMost', bound: 20e6 });
    expect(checked.margin).toBeCloseTo((20e6 - checked.value) / 20e6, 12);
  });

  it('fails where the bound lies short of every range', () => {
    const checked = claim('power.facility', 'atMost: 0.2 MW') as CheckedRequirement;
    expect(checked.verdict).toBe('fails');
    expect(checked.margin).toBeLessThan(0);
    expect(checked.why).toContain('above');
  });

  it('cannot tell within the range, and says what the range comes from', () => {
    const { value, range } = claim(
      'training.pretrain.duration',
      'atMost: 9000 d',
    ) as CheckedRequirement;
    expect(range[0]).toBeLessThan(value);
    expect(range[1]).toBeGreaterThan(value);
    const middle = ((value + range[1]) / 2 / 86_400).toFixed(3);
    const checked = claim(
      'training.pretrain.duration',
      `atMost: ${middle} d`,
    ) as CheckedRequirement;
    expect(checked.verdict).toBe('unknown');
    expect(checked.why).toContain('Most of the range comes from');
  });

  it('counts the bound itself as good', () => {
    for (const bound of ['atLeast: 1016 GPUs', 'atMost: 1016 GPUs']) {
      expect(claim('fleet.gpus', bound)).toMatchObject({ verdict: 'holds', margin: 0 });
    }
    expect(claim('fleet.gpus', 'atLeast: 1017 GPUs')).toMatchObject({ verdict: 'fails' });
  });

  it('holds dates against dates, with a margin in time', () => {
    const checked = claim('dates.ready', 'atMost: 2030-01-05') as CheckedRequirement;
    expect(checked).toMatchObject({ verdict: 'holds', unit: 'date' });
    expect(checked.margin).toBe(checked.bound - checked.value);
    expect(checked.why).toContain('before');
    expect(claim('dates.ready', 'atMost: 2026-01-06')).toMatchObject({ verdict: 'fails' });
  });

  it('holds formulas over paths', () => {
    const perGpu = claim('power.facility / fleet.gpus', 'atMost: 20 kW/GPU');
    expect('code' in perGpu ? perGpu.message : perGpu.verdict).toBe('holds');
    expect(claim('fleet.gpus / fleet.nodes / 8', 'atLeast: 1')).toMatchObject({ value: 1 });
    expect(claim('power.it + power.network', 'atMost: 1 kW')).toMatchObject({
      verdict: 'fails',
      unit: 'MW',
    });
  });

  it('keeps the line of the bound', () => {
    const line = POD.split('\n').length + 3;
    expect(claim('fleet.gpus', 'atLeast: 1 GPU')).toMatchObject({ line });
  });
});
