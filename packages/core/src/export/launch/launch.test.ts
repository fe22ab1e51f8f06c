import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { STACKS } from '../../facts/index.ts';
import { type Architecture, PLAIN_DECODER, type Strategy } from '../../model/index.ts';
import { type LaunchEngine, type LaunchJob, launchArguments } from './index.ts';

const NONE = { ...PLAIN_DECODER, experts: 0, topK: 0, expertFfn: 0, sharedFfn: 0 };

const GPT3: Architecture = {
  ...NONE,
  layers: 96,
  hidden: 12_288,
  heads: 96,
  kvHeads: 96,
  headDim: 128,
  valueDim: 128,
  vocab: 51_200,
  ffn: 49_152,
  mlpMatrices: 2,
  embeddingMatrices: 1,
  denseLayers: 96,
};

const LLAMA_405B: Architecture = {
  ...GPT3,
  layers: 126,
  hidden: 16_384,
  heads: 128,
  kvHeads: 8,
  vocab: 128_256,
  ffn: 53_248,
  mlpMatrices: 3,
  embeddingMatrices: 2,
  denseLayers: 126,
};

/** Leading dense layers, many small experts and a shared one. */
const MIXTURE: Architecture = {
  ...LLAMA_405B,
  layers: 60,
  hidden: 5120,
  heads: 64,
  headDim: 96,
  valueDim: 96,
  vocab: 102_400,
  ffn: 12_288,
  denseLayers: 1,
  experts: 160,
  topK: 6,
  expertFfn: 1536,
  sharedFfn: 3072,
};

function jobOf(model: Architecture, over: Partial<LaunchJob> = {}): LaunchJob {
  return {
    run: 'pretrain',
    model,
    precision: 'bf16',
    stack: STACKS['megatron-core-2025'],
    hardware: { nvlinkDomain: 8 },
    gpus: 1024,
    gpusPerNode: 8,
    globalBatch: 1536,
    sequenceLength: 2048,
    steps: 95_368,
    ...over,
  };
}

const SPLIT: Strategy = {
  tp: 8,
  pp: 8,
  vp: 1,
  dp: 16,
  ep: 1,
  etp: 8,
  cp: 1,
  microBatch: 1,
  recompute: 'full',
  sharding: 'zero1',
};

const CASES: Readonly<Record<string, readonly [LaunchJob, Strategy]>> = {
  gpt3: [jobOf(GPT3), SPLIT],
  'llama3-405b': [
    jobOf(LLAMA_405B, { gpus: 16_384, globalBatch: 2048, sequenceLength: 8192, steps: 929_833 }),
    { ...SPLIT, pp: 16, vp: 4, dp: 128, recompute: 'selective' },
  ],
  mixture: [
    jobOf(MIXTURE, { precision: 'fp8', gpus: 512, globalBatch: 1024, sequenceLength: 4096 }),
    { ...SPLIT, tp: 4, pp: 4, dp: 32, ep: 32, etp: 1, recompute: 'selective' },
  ],
};
const ENGINES: readonly LaunchEngine[] = ['megatron', 'torchtitan'];
const GOLDEN = new URL('golden/', import.meta.url).pathname;

function launch(engine: LaunchEngine, over: Partial<Strategy> = {}, job = jobOf(LLAMA_405B)) {
  return launchArguments(engine, job, { ...SPLIT, ...over });
}

/** What torchrun would get, and the configuration if there is one, with every variable set. */
function run(script: string, environment: Readonly<Record<string, string>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'gigafactory-launch-'));
  try {
    writeFileSync(join(folder, 'torchrun'), '#!/bin/sh\nprintf "%s\\n" "$@"\n');
    chmodSync(join(folder, 'torchrun'), 0o755);
    const names = [...script.matchAll(/^: "\$\{(\w+):/gm)].map((match) => match[1]!);
    const { status, stdout, stderr } = spawnSync('bash', ['-s'], {
      input: script,
      encoding: 'utf8',
      cwd: folder,
      env: {
        ...Object.fromEntries(names.map((name) => [name, `the-${name}`])),
        ...environment,
        PATH: `${folder}:${process.env['PATH']}`,
      },
    });
    const files = readdirSync(folder).filter((name) => name !== 'torchrun');
    const config = files.includes('launch.toml')
      ? readFileSync(join(folder, 'launch.toml'), 'utf8')
      : '';
    return { status, words: stdout.trimEnd().split('\n'), stderr, files, config };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('bad input', () => {
  const names = ['$(touch pwned)', '`touch pwned`', 'a\ntouch pwned', 'TOML\ntouch pwned', '"; x'];

  it.each(ENGINES.flatMap((engine) => names.map((name) => [engine, name] as const)))(
    '%s takes the run name %j as words',
    (engine, name) => {
      const { script } = launch(engine, {}, jobOf(LLAMA_405B, { run: name }));
      const { status, files } = run(script);
      expect(status).toBe(0);
      expect(files.filter((file) => file !== 'launch.toml')).toEqual([]);
    },
  );

  it.each(ENGINES)('%s ends at once where a variable is missing, and says which', (engine) => {
    const { status, stderr } = run(launch(engine).script, { LR: '' });
    expect(status).not.toBe(0);
    expect(stderr).toContain('LR: highest learning rate');
  });

  it.each(ENGINES)('%s doubts GPUs that do not fill their nodes', (engine) => {
    const { warnings } = launch(engine, {}, jobOf(LLAMA_405B, { gpusPerNode: 7 }));
    expect(warnings[0]).toMatch(/do not fill nodes of 7/);
  });

  it('spells out layers that fill no even split, or says that an engine cannot', () => {
    const job = jobOf({ ...LLAMA_405B, layers: 61 });
    const { words } = run(launch('megatron', { pp: 4, vp: 2 }, job).script);
    const layout = words[words.indexOf('--pipeline-model-parallel-layout') + 1];
    expect(layout).toBe('Et*7|t*8|t*8|t*8|t*8|t*8|t*7|t*7L');
    expect(words).not.toContain('--num-virtual-stages-per-pipeline-rank');
    const { warnings } = launch('torchtitan', { pp: 4, vp: 2 }, job);
    expect(warnings.join()).toContain('61 layers do not fill PP4 x VP2');
  });

  it.each(ENGINES)('%s doubts more tensor parallelism than key/value heads', (engine) => {
    const { warnings } = launch(engine, { tp: 16 });
    expect(warnings.join()).toMatch(/TP16.*copies each/);
  });

  it('says which experts TorchTitan cannot place', () => {
    const doubts = (over: Partial<Strategy>) =>
      launch('torchtitan', over, jobOf(MIXTURE)).warnings.join();
    expect(doubts({ ep: 8, etp: 2 })).toContain('not over ETP2');
    expect(doubts({ ep: 5, etp: 1 })).toContain('EP5 is not');
    expect(doubts({ ep: 16, etp: 1 })).not.toContain('EP');
  });
});

describe('scripts', () => {
  it.each(ENGINES.flatMap((engine) => Object.keys(CASES).map((name) => [engine, name] as const)))(
    '%s for %s',
    async (engine, name) => {
      const [job, strategy] = CASES[name]!;
      const { script, warnings } = launchArguments(engine, job, strategy);
      await expect(script).toMatchFileSnapshot(join(GOLDEN, `${name}.${engine}.sh`));
      expect(script.match(/^# - /gm)).toHaveLength(warnings.length);
      const { status, words } = run(script);
      expect(status).toBe(0);
      expect(words.slice(0, 4)).toEqual(['--nnodes', `${job.gpus / 8}`, '--nproc_per_node', '8']);
    },
  );

  it('hand every value to Megatron-LM as one word, and the data as a list', () => {
    const [job, strategy] = CASES['mixture']!;
    const { words } = run(launchArguments('megatron', job, strategy).script, {
      DATA_PATH: '0.3 a 0.7 b',
      TOKENIZER_MODEL: 'my tokenizer',
    });
    expect(words[words.indexOf('--moe-layer-freq') + 1]).toBe('([0]*1+[1]*59)');
    expect(words[words.indexOf('--tokenizer-model') + 1]).toBe('my tokenizer');
    const data = words.indexOf('--data-path') + 1;
    expect(words.slice(data, data + 4)).toEqual(['0.3', 'a', '0.7', 'b']);
  });

  it('write the configuration that TorchTitan is told to read', () => {
    const { words, config } = run(launch('torchtitan').script, { LR: '8e-5' });
    expect(words.slice(-2)).toEqual(['--job.config_file', './launch.toml']);
    expect(config).toContain('flavor = "405B"');
    expect(config).toContain('\nlr = 8e-5\n');
    expect(config).not.toContain('$');
  });
});

describe('what a strategy comes to', () => {
  it.each([
    [128, []],
    [127, ['loss']],
    [126, ['embedding', 'loss']],
  ])('%i layers on 16 x 4 chunks leave room for %j', (layers, ends) => {
    const job = jobOf({ ...LLAMA_405B, layers });
    const megatron = launch('megatron', { pp: 16, vp: 4 }, job).script;
    const found = [...megatron.matchAll(/--account-for-(\w+)-in-pipeline-split/g)];
    expect(found.map((match) => match[1])).toEqual(ends);
    const titan = launch('torchtitan', { pp: 16, vp: 4 }, job).script;
    const fewer = (end: string) => titan.match(new RegExp(`${end}_stage_less_layers = (\\d)`))?.[1];
    expect(fewer('first')).toBe(ends.includes('embedding') ? '1' : '0');
    expect(fewer('last')).toBe(ends.includes('loss') ? '1' : '0');
  });

  it('ZeRO-3 is Megatron-FSDP, and FSDP that gathers again', () => {
    const over = { pp: 1, sharding: 'zero3' } as const;
    const { script } = launch('megatron', over);
    expect(script).toContain('--data-parallel-sharding-strategy optim_grads_params');
    expect(script).toContain('unset CUDA_DEVICE_MAX_CONNECTIONS');
    const titan = launch('torchtitan', over);
    expect(titan.script).toContain('fsdp_reshard_after_forward = "always"');
    expect(titan.warnings.join()).not.toContain('ZeRO-1');
  });

  it('overlap of tensor parallelism only where the stack has it and there is some', () => {
    const script = (engine: LaunchEngine, tp: number, tensorOverlap: 'on' | 'off') => {
      const stack = { ...STACKS['megatron-core-2025'], tensorOverlap };
      return launch(engine, { tp }, jobOf(LLAMA_405B, { stack })).script;
    };
    expect(script('megatron', 8, 'on')).toContain('--tp-comm-overlap');
    expect(script('megatron', 8, 'off')).not.toContain('--tp-comm-overlap');
    expect(script('megatron', 1, 'on')).not.toMatch(/--tp-comm-overlap|--sequence-parallel/);
    expect(script('torchtitan', 8, 'on')).toContain('enable_async_tensor_parallel = true');
    expect(script('torchtitan', 8, 'off')).toContain('enable_async_tensor_parallel = false');
    expect(script('torchtitan', 1, 'on')).toContain('enable_async_tensor_parallel = false');
  });

  it.each([
    [128_256, 8, 32, false],
    [51_200, 8, 128, false],
    [50_257, 1, 1, false],
    [50_257, 8, 1, true],
  ])(
    'a vocabulary of %i under TP%i is a multiple of %i times it',
    (vocab, tp, multiple, padded) => {
      const { script, warnings } = launch('megatron', { tp }, jobOf({ ...GPT3, vocab }));
      expect(script).toContain(`--make-vocab-size-divisible-by ${multiple}\n`);
      expect(warnings.join().includes('it is padded to')).toBe(padded);
    },
  );

  it('a model that TorchTitan has not registered is a variable and a doubt', () => {
    const { script, warnings } = launch('torchtitan', {}, jobOf(GPT3));
    expect(script).toContain(': "${' + 'MODEL_FLAVOR:?');
    expect(warnings.join()).toContain('layers 96, hidden 12288');
  });
});
