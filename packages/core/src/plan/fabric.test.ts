import { describe, expect, it } from 'vitest';
import { planFactory } from './index.ts';
import { exampleText, factoryOf, planOf } from './notes.fixture.ts';

const POD = exampleText('one-pod');
const fleetOf = (gpu: string, gpus: number, more: Readonly<Record<string, string>> = {}) =>
  factoryOf(POD, {
    hardware: `{ gpu: ${gpu} }`,
    'fleet.gpus': String(gpus),
    runs: '',
    requirements: '',
    ...more,
  });

describe('a fleet too large for its switch', () => {
  it.each([
    ['h100-sxm', 100_000, 'sn5600'],
    ['a100-sxm-80gb', 24_000, 'qm9700'],
    ['b300-sxm', 800_000, undefined],
  ])('of %s is offered one that joins it, where the catalogue has one: %i', (gpu, gpus, larger) => {
    const planned = planFactory(fleetOf(gpu, gpus));
    const [problem] = planned.ok ? [] : planned.problems;
    expect(problem?.code).toBe('fabric.size');
    expect(problem?.edits).toEqual(larger && { 'hardware.switch': larger });
    if (problem?.edits) expect(planOf(fleetOf(gpu, gpus, problem.edits)).fabric.tiers).toBe(3);
  });
});
