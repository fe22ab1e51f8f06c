import { describe, expect, it } from 'vitest';
import { planFactory } from './index.ts';
import { exampleText, factoryOf, planOf, wrongNotes } from './notes.fixture.ts';

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
    ['h100-sxm', 3_000_000, 'sn5600'],
    ['a100-sxm-80gb', 400_000, 'qm9700'],
  ])('of %s is offered one that joins it: %i', (gpu, gpus, larger) => {
    const planned = planFactory(fleetOf(gpu, gpus));
    const [problem] = planned.ok ? [] : planned.problems;
    expect(problem?.code).toBe('fabric.size');
    expect(problem?.edits).toEqual({ 'hardware.switch': larger });
    expect(planOf(fleetOf(gpu, gpus, problem?.edits)).fabric.tiers).toBe(4);
  });

  it('is offered to be smaller where the catalogue has no switch as fast that joins it', () => {
    const fast = {
      'hardware.node': '{ use: dgx-b300, nicSpeed: 1.6 Tb/s }',
      'hardware.switch': '{ use: q3400, ports: 16, portSpeed: 1.6 Tb/s }',
      'hardware.nodeOptic': '{ use: 800g-dr4, speed: 1.6 Tb/s }',
      'hardware.switchOptic': '{ use: 1600g-2xdr4, speed: 3.2 Tb/s }',
    };
    const planned = planFactory(fleetOf('b300-sxm', 80_000, fast));
    const [problem] = planned.ok ? [] : planned.problems;
    expect(problem).toMatchObject({ code: 'fabric.size', fixes: [{ edits: expect.anything() }] });
    expect(problem?.edits).toBeUndefined();
    const { edits } = problem!.fixes![0]!;
    expect(planOf(fleetOf('b300-sxm', 80_000, { ...fast, ...edits })).fabric.tiers).toBe(4);
  });
});

describe('a fleet that three tiers do not join', () => {
  it('has a fourth, of which the plan says what it takes', () => {
    const { fabric, notes } = planOf(
      fleetOf('h100-sxm', 1_000_000, { 'hardware.switch': 'sn5600' }),
    );
    expect(fabric.topology.tiers.map(({ name }) => name)).toEqual([
      'leaf',
      'spine',
      'core',
      'super',
    ]);
    expect(fabric.links.coreSuper).toBe(fabric.links.leafSpine);
    expect(notes['fabric.superSwitches']?.value).toBe(fabric.superSwitches);
    expect(wrongNotes(notes)).toEqual([]);
  });
});
