import { describe, expect, it } from 'vitest';
import { exp } from '../base/index.ts';
import { planFactory, type TrainingPlan } from './index.ts';
import { exampleText, factoryOf, planOf, wrongNotes } from './notes.fixture.ts';

const POD = exampleText('one-pod');

function podWith(edits: Readonly<Record<string, string>>): TrainingPlan {
  return planOf(factoryOf(POD, edits)).training['pretrain']!;
}

const usual = podWith({});
const OFTEN = { reliability: '{ use: llama3-2024, rate: 0.1 /node-day }' };
const REPLICA = { 'resilience.recovery': 'replica' };
const COPIES = { 'resilience.memoryInterval': '1 min' };

describe('the goodput of the plan', () => {
  it.each([
    [
      'a queue of failures that grows for ever',
      { ...OFTEN, 'hazards.duringRecovery': 'queue', 'operations.recoveryTime': '3 h' },
    ],
    [
      'nodes that are nearly always in repair',
      { ...OFTEN, 'resilience.recovery': 'repair', 'operations.nodeRepairTime': '100 d' },
    ],
    [
      'corruption that is found after the next',
      { ...OFTEN, 'hazards.corruptionLatency': '90 years' },
    ],
  ])('says that a run with %s never ends', (_, edits) => {
    const planned = planFactory(factoryOf(POD, edits));
    expect(planned).toMatchObject({ ok: false, problems: [{ code: 'run.stalled' }] });
  });

  it('is small, and no refusal, where a restart takes longer than from one planned stop to the next', () => {
    for (const edits of [{ 'resilience.recovery': 'repair' }, { 'resilience.spares': '1 node' }]) {
      const factory = factoryOf(exampleText('gigafactory-of-compute'), edits);
      const { efficiency, goodput } = planOf(factory).training['grok-3']!;
      expect([goodput > 0, goodput < 0.01], JSON.stringify(edits)).toEqual([true, true]);
      for (const part of Object.values(efficiency)) expect(part > 0 && part <= 1).toBe(true);
    }
  });

  it('is the product of its parts, each a share', () => {
    for (const edits of [
      {},
      REPLICA,
      COPIES,
      { 'hazards.heat': 'llama3-2024', 'hazards.domains': 'on' },
    ]) {
      const { efficiency, goodput } = podWith(edits);
      const parts = Object.values(efficiency);
      expect(parts.length).toBeGreaterThan(3);
      for (const part of parts) expect(part > 0 && part <= 1).toBe(true);
      expect(parts.reduce((product, part) => product * part, 1)).toBeCloseTo(goodput, 12);
    }
  });

  it('is that of Daly 2006 for crashes that are seen at once', () => {
    const rate = 0.01 / 86_400;
    const plan = podWith({
      reliability: '{ use: rsc2-2024, rate: 0.01 /node-day }',
      'operations.plannedInterruptions': '0 /day',
      'operations.detectTime': '1 ms',
    });
    const { interval, writeTime } = plan.checkpoint;
    const all = rate * plan.nodes;
    const daly =
      (all * interval) / (exp(all * plan.recoveryTime) * (exp(all * (interval + writeTime)) - 1));
    expect(plan.goodput).toBeCloseTo(daly, 4);
  });

  it('is higher by replica, with copies in memory, and lower without spares', () => {
    expect(podWith(REPLICA).goodput).toBeGreaterThan(usual.goodput);
    expect(podWith(COPIES).goodput).toBeGreaterThan(usual.goodput);
    expect(podWith({ 'resilience.spares': '1' }).goodput).toBeLessThan(usual.goodput - 0.01);
    expect(podWith({ 'resilience.spares': '0' }).goodput).toBe(
      podWith({ 'resilience.recovery': 'repair' }).goodput,
    );
    const shrunk = podWith({ 'resilience.spares': '0', 'resilience.recovery': 'shrink' }).goodput;
    expect(shrunk).toBeGreaterThan(podWith({ 'resilience.spares': '0' }).goodput);
  });

  it.each([
    ['operations.hangTime', '5 h'],
    ['operations.recoveryTime', '15 min'],
    ['operations.plannedStopTime', '1 h'],
    ['hazards.corruptionLatency', '1 d'],
    ['hazards.personStops', '1'],
    ['hazards.restartSigma', '1'],
    ['hazards.imbalance', '0.01'],
    ['hazards.heat', '0.02'],
    ['hazards.domains', 'on'],
  ])('falls with %s: %s', (path, value) => {
    expect(podWith({ [path]: value }).goodput).toBeLessThan(usual.goodput);
  });

  it('rises with warm standbys, since they are scheduled already', () => {
    expect(podWith({ 'resilience.warmStandbys': '2' }).goodput).toBeGreaterThan(usual.goodput);
  });

  it('keeps checkpoints apart where few failures lose work back to storage', () => {
    expect(podWith(REPLICA).checkpoint.interval).toBeGreaterThan(3 * usual.checkpoint.interval);
    expect(podWith(COPIES).checkpoint.copies).toBeGreaterThan(100);
    const none = { ...REPLICA, reliability: 'rsc2-2024' };
    expect(podWith(none).checkpoint).toMatchObject({ lossRate: 0, interval: 86_400 });
  });

  it.each([
    {},
    REPLICA,
    COPIES,
    { ...COPIES, ...REPLICA, reliability: 'rsc1-2024' },
    { ...COPIES, 'resilience.copies': 'local', 'resilience.warmStandbys': '3' },
    {
      'resilience.recovery': 'shrink',
      'resilience.spares': '2',
      'hazards.duringRecovery': 'queue',
    },
    { ...REPLICA, 'hazards.duringRecovery': 'ignore', 'resilience.replicas': '4' },
    { 'hazards.heat': '0.02', 'hazards.domains': 'on', 'hazards.personStops': '0.2' },
  ])('explains every figure under %j', (edits) => {
    expect(wrongNotes(planOf(factoryOf(POD, edits)).notes)).toEqual([]);
  });
});
