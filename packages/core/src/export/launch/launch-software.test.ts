import { describe, expect, it } from 'vitest';
import { STACKS, type StackFeatures } from '../../facts/index.ts';
import { type Architecture, PLAIN_DECODER, type Strategy } from '../../model/index.ts';
import { type LaunchEngine, type LaunchJob, launchArguments } from './index.ts';

const MODEL: Architecture = {
  ...PLAIN_DECODER,
  layers: 64,
  hidden: 8192,
  heads: 64,
  kvHeads: 8,
  headDim: 128,
  valueDim: 128,
  vocab: 128_256,
  ffn: 28_672,
  mlpMatrices: 3,
  embeddingMatrices: 2,
  denseLayers: 64,
  experts: 0,
  topK: 0,
  expertFfn: 0,
  sharedFfn: 0,
};
const EXPERTS = { denseLayers: 0, experts: 64, topK: 4, expertFfn: 2048 };

const SPLIT: Strategy = {
  tp: 2,
  pp: 1,
  vp: 1,
  dp: 64,
  ep: 1,
  etp: 1,
  cp: 1,
  microBatch: 1,
  recompute: 'selective',
  sharding: 'zero1',
};

interface Case {
  readonly model?: Partial<Architecture>;
  readonly stack?: Partial<StackFeatures>;
  readonly split?: Partial<Strategy>;
  readonly precision?: LaunchJob['precision'];
}

function launch(engine: LaunchEngine, { model, stack, split, precision = 'bf16' }: Case) {
  const job: LaunchJob = {
    run: 'pretrain',
    model: { ...MODEL, ...model },
    stack: { ...STACKS['megatron-core-2025'], ...stack },
    hardware: { nvlinkDomain: 8 },
    precision,
    gpus: 128,
    gpusPerNode: 8,
    globalBatch: 256,
    sequenceLength: 4096,
    steps: 1000,
  };
  const { script, warnings } = launchArguments(engine, job, { ...SPLIT, ...split });
  return { script: script.replace(/^#.*$/gm, ''), doubts: warnings.join('\n') };
}

describe('what the stack of the plan comes to in Megatron-LM', () => {
  const of = (over: Case) => launch('megatron', over).script;

  it.each([
    ['attention', '--recompute-modules core_attn'],
    ['activations', '--recompute-modules layernorm'],
    ['products', '--recompute-modules core_attn'],
  ] as const)('selective recompute of %s is %s', (selective, flags) => {
    expect(of({ stack: { selective } })).toContain(flags);
  });

  it('says what it cannot recompute', () => {
    const { doubts } = launch('megatron', { stack: { selective: 'products' } });
    expect(doubts).toContain('cannot recompute every second matrix product');
  });

  it.each([
    [{ gradients: 'bf16' }, '--grad-reduce-in-bf16'],
    [{ gradients: 'fp32' }, '--accumulate-allreduce-grads-in-fp32'],
    [{ accumulation: 'separate' }, '--no-gradient-accumulation-fusion'],
    [{ attention: 'unfused' }, '--attention-backend unfused'],
    [{ attention: 'flash2' }, '--attention-backend flash'],
    [{ attention: 'flash3' }, '--attention-backend fused'],
  ] as const)('%j is %s', (stack, flags) => {
    expect(of({ stack })).toContain(flags);
  });

  it('leaves out what the stack does not do', () => {
    const script = of({ stack: { dataOverlap: 'off', sequenceParallel: 'off' } });
    expect(script).not.toMatch(/--overlap-|--sequence-parallel/);
  });

  it('exchanges keys and values, tokens and activations as the plan does', () => {
    const ring = { split: { cp: 2, dp: 32 }, stack: { contextExchange: 'ring' } } as const;
    expect(of(ring)).toContain('--cp-comm-type p2p');
    const gather = { ...ring, stack: { contextExchange: 'gather' } } as const;
    expect(of(gather)).toContain('--cp-comm-type all_gather');
    expect(of({})).not.toContain('--cp-comm-type');
    const deduplicated = { model: EXPERTS, stack: { dispatch: 'deduplicated' } } as const;
    expect(of(deduplicated)).toContain('--moe-token-dispatcher-type flex');
    const split = { pp: 4, vp: 2, dp: 16 };
    expect(of({ split, stack: { sendOverlap: 'off' } })).toContain('--no-overlap-p2p');
  });

  it('owns up to what it has no switch for', () => {
    const stack = { cudaGraphs: 'on', elementwise: 'eager', attention: 'triton' } as const;
    const { doubts } = launch('megatron', { stack });
    expect(doubts).toMatch(/CUDA graphs[\s\S]*unfused[\s\S]*Triton/);
  });
});

describe('sharding', () => {
  it.each([
    ['none', '', '1', '64'],
    ['zero2', 'optim_grads', '64', '1'],
    ['zero3', 'optim_grads_params', '64', '1'],
    ['hybrid', 'optim_grads_params', '4', '16'],
  ] as const)(
    '%s is "%s" of Megatron-FSDP, and FSDP over %s ranks',
    (sharding, fsdp, ranks, copies) => {
      const megatron = launch('megatron', { split: { sharding } }).script;
      if (fsdp === '') expect(megatron).not.toMatch(/fsdp|distributed-optimizer|param-gather/);
      else expect(megatron).toContain(`--data-parallel-sharding-strategy ${fsdp}\n`);
      const { script, doubts } = launch('torchtitan', { split: { sharding } });
      expect(script).toContain(`data_parallel_shard_degree = ${ranks}\n`);
      expect(script).toContain(`data_parallel_replicate_degree = ${copies}\n`);
      expect(doubts).not.toContain('ZeRO-1');
    },
  );

  it('keeps copies of hybrid sharding apart in Megatron-LM', () => {
    const { script } = launch('megatron', { split: { sharding: 'hybrid' } });
    expect(script).toContain('--num-distributed-optimizer-instances 16');
  });

  it('doubts shared parameters under a pipeline', () => {
    const split = { sharding: 'zero2', pp: 2, dp: 32 } as const;
    expect(launch('megatron', { split }).doubts).toContain('under a pipeline');
  });
});

describe('precision', () => {
  it.each([
    ['bf16', '--bf16', ''],
    ['fp8', '--fp8-recipe tensorwise', 'quantize.linear.float8'],
    ['mxfp8', '--fp8-recipe mxfp8', 'quantize.linear.mx'],
    ['nvfp4', '--fp4-recipe nvfp4', ''],
  ] as const)('%s', (precision, flags, section) => {
    expect(launch('megatron', { precision }).script).toContain(flags);
    const { script, doubts } = launch('torchtitan', { precision });
    if (section) expect(script).toContain(`[${section}]`);
    else expect(script).not.toContain('[quantize');
    expect(doubts.includes('does not train in NVFP4')).toBe(precision === 'nvfp4');
  });

  it('scales experts apart in TorchTitan', () => {
    const { script } = launch('torchtitan', { precision: 'mxfp8', model: EXPERTS });
    expect(script).toMatch(/\[quantize\.grouped_mm\.mx\]\nrecipe_name = "mxfp8"/);
  });
});

describe('models beyond the plain decoder', () => {
  it('name the ranks of latent attention', () => {
    const model = { kvHeads: 64, queryRank: 1536, keyValueRank: 512, ropeDim: 64 };
    const { script } = launch('megatron', { model });
    for (const flags of [
      '--multi-latent-attention',
      '--q-lora-rank 1536',
      '--kv-lora-rank 512',
      '--qk-head-dim 128',
      '--qk-pos-emb-head-dim 64',
      '--v-head-dim 128',
    ]) {
      expect(script).toContain(flags);
    }
    expect(script).not.toContain('--kv-channels');
  });

  it.each([
    [64, /--window-size 127,0/, ''],
    [32, /--window-attn-skip-freq '\(\[1,0\]\*32\)'/, 'alternate'],
    [10, /--window-attn-skip-freq '\(\[1\]\*10\+\[0\]\*54\)'/, 'are put first'],
  ])('place %i windowed layers', (windowLayers, flags, doubt) => {
    const { script, doubts } = launch('megatron', { model: { window: 128, windowLayers } });
    expect(script).toMatch(flags);
    if (doubt === '') expect(doubts).not.toContain('window');
    else expect(doubts).toContain(doubt);
    const titan = launch('torchtitan', { model: { window: 128, windowLayers } });
    expect(titan.doubts).toContain('belong into the flavour');
  });

  it('predict further tokens where the engine can', () => {
    expect(launch('megatron', { model: { mtpLayers: 1 } }).script).toContain('--mtp-num-layers 1');
    expect(launch('torchtitan', { model: { mtpLayers: 1 } }).doubts).toContain('multi-token');
  });
});
