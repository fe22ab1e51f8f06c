import { describe, expect, it } from 'vitest';
import { evenNetwork } from '../model/index.ts';
import { measuredStepTime, scenarioOfRow } from './row.ts';

const ROW = {
  ...{ model_key: 'llama3-8b', gpu: 'H100-SXM-80GB', gpus: '64', gpus_per_node: '8' },
  ...{ precision: 'bf16', framework: 'NeMo 25.07', year: '2025', seq_len: '8192' },
  ...{ global_batch_sequences: '128', micro_batch: '1', tp: '2', recompute: 'none' },
};
const MIXTRAL = { model_key: 'mixtral-8x7b', tp: '2', ep: '4' };

const rowOf = (over: Readonly<Record<string, string>>) =>
  new Map(Object.entries({ ...ROW, ...over }));

function scenarioOf(over: Readonly<Record<string, string>> = {}) {
  const scenario = scenarioOfRow(rowOf(over));
  if (!scenario.ok) throw new Error(scenario.problems[0]!.message);
  return scenario.value;
}

describe('the sharding of a row', () => {
  it.each([
    ['', 'zero1'],
    ['none', 'none'],
    ['zero1', 'zero1'],
    ['zero2', 'zero2'],
    ['zero3', 'zero3'],
    ['fsdp', 'zero3'],
    ['fsdp2 (full shard)', 'zero3'],
    ['hsdp', 'hybrid'],
    ['distributed optimizer', 'zero1'],
  ])('is for "%s" %s without a pipeline', (sharding, expected) => {
    expect(scenarioOf({ sharding }).strategy.sharding).toBe(expected);
  });

  it.each([
    ['none', 'none'],
    ['zero2', 'zero1'],
    ['zero3', 'zero1'],
    ['hsdp', 'zero1'],
    ['', 'zero1'],
  ])('is for "%s" %s in a pipeline', (sharding, expected) => {
    expect(scenarioOf({ sharding, pp: '2' }).strategy.sharding).toBe(expected);
  });
});

describe('the experts of a row', () => {
  const etpOf = (over: Readonly<Record<string, string>>) =>
    scenarioOf({ ...MIXTRAL, ...over }).strategy.etp;

  it('were split as the rest of the layer before NeMo 25.04', () => {
    expect(etpOf({ framework: 'NeMo 24.12' })).toBe(2);
    expect(etpOf({ framework: 'NeMo 25.02' })).toBe(2);
    expect(etpOf({ framework: 'NeMo 25.04' })).toBe(1);
    expect(etpOf({ framework: 'NeMo 25.07' })).toBe(1);
    expect(etpOf({ framework: 'Megatron-Core MoE (main)' })).toBe(1);
  });

  it('are split as the rest without expert parallelism', () => {
    expect(etpOf({ ep: '' })).toBe(2);
    expect(etpOf({ ep: '1', framework: 'NeMo 25.07' })).toBe(2);
  });
});

describe('what a row does not say', () => {
  it('is filled in and named: micro-batch, interleaving, recompute', () => {
    const { strategy, assumptions } = scenarioOf({ micro_batch: '', recompute: '', pp: '2' });
    expect(assumptions).toEqual(
      expect.arrayContaining([
        'micro-batch not stated: 1',
        `interleaving not stated: ${strategy.vp}`,
        `recompute not stated: ${strategy.recompute}`,
      ]),
    );
    expect(strategy.vp).toBeGreaterThan(1);
    expect(scenarioOf({ vp: '4', pp: '2' }).strategy.vp).toBe(4);
  });

  it('is nothing where a row says all', () => {
    const { strategy, assumptions } = scenarioOf({ interconnect: '8x400 Gb/s InfiniBand' });
    expect(assumptions).toEqual([]);
    expect(strategy).toMatchObject({
      tp: 2,
      pp: 1,
      vp: 1,
      dp: 32,
      microBatch: 1,
      recompute: 'none',
    });
  });

  it('is told apart from what it prints wrong: DP follows from the GPUs', () => {
    const { strategy, assumptions } = scenarioOf({ dp: '16' });
    expect(strategy.dp).toBe(32);
    expect(assumptions.join()).toContain('DP 16 as printed does not fill the GPUs: 32');
    expect(scenarioOf({ dp: '32' }).assumptions.join()).not.toContain('DP');
  });
});

describe('a row that was run', () => {
  it('may have stages of unequal layers, but not more stages than layers', () => {
    // 32 layers on 10 stages would leave eight short.
    const gpus = { gpus: '80', global_batch_sequences: '120', tp: '1' };
    expect(scenarioOf({ ...gpus, pp: '10' }).strategy.pp).toBe(10);
    expect(scenarioOfRow(rowOf({ ...gpus, gpus: '320', pp: '40' }))).toMatchObject({
      ok: false,
      problems: [{ code: 'backtest.skipped' }],
    });
  });

  it('is predicted with latent attention and with windows', () => {
    const on = { gpu: 'H100-SXM-80GB', tp: '1', ep: '8' };
    expect(scenarioOf({ ...on, model_key: 'deepseek-v3' }).job.model.keyValueRank).toBe(512);
    expect(scenarioOf({ ...on, model_key: 'gpt-oss-20b' }).job.model.window).toBeGreaterThan(0);
  });

  it('has the kernels, the network and the stack of its software and hardware', () => {
    const { job } = scenarioOf({ framework: 'llm-foundry', interconnect: '8x200 Gb/s' });
    expect(job.stack).toMatchObject({ attention: 'triton', elementwise: 'eager' });
    expect(job.kernels.attentionLibrary!.forward).toBeGreaterThan(1);
    expect(job.hardware.network).toEqual(evenNetwork(25e9));
    const unfused = scenarioOf({ framework: 'Megatron-LM', year: '2021', gpu: 'A100-SXM-80GB' });
    expect(unfused.job.kernels).not.toHaveProperty('attentionLibrary');
    expect(scenarioOf({ gpu: 'GB200-NVL72', gpus_per_node: '4' }).job.hardware.nvlinkDomain).toBe(
      72,
    );
  });
});

describe('measuredStepTime', () => {
  const timeOf = (over: Readonly<Record<string, string>>) => {
    const row = rowOf({ measured_metric: 'tflops_per_gpu', measured_value: '400', ...over });
    const scenario = scenarioOfRow(row);
    const measured = measuredStepTime(row, scenario.ok ? scenario.value : undefined);
    return measured.ok ? measured.value : undefined;
  };
  const half = { flop_convention: 'model_causal_half_attn' };
  const full = { flop_convention: 'model_full_attn' };
  const hardware = { flop_convention: 'hardware_incl_recompute' };

  it('counts causal attention whole or by half, and recompute where it counts', () => {
    expect(timeOf(full)! / timeOf(half)!).toBeGreaterThan(1.05);
    expect(timeOf(hardware)).toBe(timeOf(full));
    const again = { recompute: 'full' };
    expect(timeOf({ ...hardware, ...again })! / timeOf({ ...full, ...again })!).toBeCloseTo(
      4 / 3,
      9,
    );
  });

  it('gives no time for a convention that is not known', () => {
    expect(timeOf({})).toBeUndefined();
    expect(timeOf({ flop_convention: 'guessed' })).toBeUndefined();
    expect(timeOf({ ...half, measured_metric: 'mfu' })).toBeUndefined();
    expect(timeOf({ ...half, measured_value: '' })).toBeUndefined();
  });

  it('halves the step where twice the FLOP/s were measured', () => {
    expect(timeOf(half)! / timeOf({ ...half, measured_value: '800' })!).toBeCloseTo(2, 12);
  });
});
