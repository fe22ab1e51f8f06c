import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { editFactory, readFactory } from '../factory/index.ts';
import { planFactory } from '../plan/index.ts';
import { scenarioOf } from './scenario.ts';

const example = (name: string) =>
  readFileSync(new URL(`../../../../examples/${name}.yaml`, import.meta.url), 'utf8');
const text = example('llama3-405b');

function planned(edits: Readonly<Record<string, string>> = {}) {
  const edited = editFactory(text, edits);
  const read = readFactory(edited.ok ? edited.text : '');
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  const plan = planFactory(read.factory);
  if (!plan.ok) throw new Error(JSON.stringify(plan.problems));
  return { factory: read.factory, plan: plan.plan };
}

function scenario(edits: Readonly<Record<string, string>> = {}, days?: number) {
  const { factory, plan } = planned(edits);
  const made = scenarioOf(factory, plan, 'llama3-405b', days);
  if (!made.ok) throw new Error(JSON.stringify(made.problem));
  return { factory, run: plan.training['llama3-405b']!, scenario: made.value };
}

describe('scenarioOf', () => {
  it('lives the plan: its nodes, work, checkpoints and duration', () => {
    const { run, scenario: life } = scenario();
    expect(life).toMatchObject({
      run: 'llama3-405b',
      nodes: 3072,
      gangNodes: 2048,
      gpusPerNode: 8,
      work: run.idealDuration,
      horizon: run.duration,
      checkpointWriteTime: run.checkpoint.writeTime,
    });
    expect(life.policy.checkpointInterval).toBe(run.checkpoint.interval);
  });

  it('takes days when they are given', () => {
    expect(scenario({}, 54).scenario.horizon).toBe(54 * 86_400);
  });

  it('takes the causes of the file, with their rates', () => {
    const { factory, scenario: life } = scenario();
    expect(life.causes).toHaveLength(factory.reliability.causes.length);
    const perNode = life.causes.reduce((sum, { ratePerNodeSecond }) => sum + ratePerNodeSecond, 0);
    // 419 interruptions of 2,048 nodes in 54 days (arXiv:2407.21783, table 5).
    expect(perNode * 2048 * 54 * 86_400).toBeCloseTo(419, 6);
    expect(life.causes.find(({ name }) => name.startsWith('NCCL'))?.detection).toBe('hang');
    expect(life.jobHazard.ratePerSecond).toBe(0);
  });

  it('repairs a node, a link, or nothing, in the time of the file', () => {
    const { scenario: life } = scenario({
      'operations.nodeRepairTime': '40 h',
      'operations.linkRepairTime': '3 h',
    });
    const repairOf = (cause: string) => life.causes.find(({ name }) => name === cause)?.repair;
    expect(repairOf('Faulty GPU')).toEqual({ median: 40 * 3600, sigma: 0 });
    expect(repairOf('Network switch or cable')).toEqual({ median: 3 * 3600, sigma: 0 });
    expect(life.causes.find(({ name }) => name === 'Software bug')).not.toHaveProperty('repair');
  });

  it('recovers in the time of the file: detection, and the rest as restart', () => {
    const { factory, scenario: life } = scenario();
    const { detectCrash, diagnose, spareSwap, restart } = life;
    const whole = detectCrash.median + diagnose.median + spareSwap.median + restart.median;
    expect(whole).toBe(factory.operations.recoveryTime.value);
    expect(detectCrash.median).toBe(factory.operations.detectTime.value);
  });

  it('never restarts in less than no time', () => {
    const { scenario: life } = scenario({ 'operations.recoveryTime': '1 s' });
    expect(life.restart.median).toBe(0);
  });

  it('carries the failures of the job where the profile has them', () => {
    const { scenario: life } = scenario({ reliability: 'rsc1-2024' });
    expect(life.jobHazard.ratePerSecond).toBeCloseTo(0.0919 / 3600, 12);
  });

  it('refuses a life of more than a century', () => {
    const { factory, plan } = planned({ 'runs.llama3-405b.tokens': '15.6e15 tokens' });
    const made = scenarioOf(factory, plan, 'llama3-405b');
    expect(made).toMatchObject({ ok: false, problem: { code: 'twin.scenario', path: 'horizon' } });
    expect(scenarioOf(factory, plan, 'llama3-405b', 54).ok).toBe(true);
  });
});
