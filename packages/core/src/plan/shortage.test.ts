import { describe, expect, it } from 'vitest';
import type { MemoryShortage, Problem } from '../base/index.ts';
import { editFactory, readFactory } from '../factory/index.ts';
import { MEMORY_PARTS } from '../model/index.ts';
import { planFactory, planMemory, rankStrategies } from './index.ts';
import { factoryOf, planOf } from './notes.fixture.ts';

/** A file of a few lines, its run called `r`. */
function fileOf(gpus: number, model: string, run: string, gpu = 'h100-sxm'): string {
  return `
gigafactory: 1
hardware: { gpu: ${gpu} }
fleet: { gpus: ${gpus} }
models: { m: ${model} }
runs:
  r: { model: m, precision: bf16, tokens: 1B, ${run} }
`;
}

/**
 * Runs of which reports say that they ran out of memory, as their reports state them: TorchTitan issue
 * 1789, NVIDIA-NeMo Automodel PR 2673 (with ZeRO-1 in place of FSDP, which no pipeline here has) and PR
 * 3483, verl issue 5840 (a proxy: the vocabulary of Qwen3.5 on Qwen3 30B).
 */
const H100_96GB = '{ use: h100-sxm, memory: 102 GB }';
const LOGITS_MODEL = '{ use: qwen3-30b, vocab: 248320 }';
const REPORTED = {
  '06a': fileOf(
    8,
    '{ layers: 27, hidden: 2048, heads: 16, kvHeads: 16, headDim: 128, vocab: 102400, ffn: 10944, mlpMatrices: 3, embeddingMatrices: 2, denseLayers: 1, experts: 64, topK: 6, expertFfn: 1408, sharedFfn: 2816, valueDim: 128, queryRank: 0, keyValueRank: 512, ropeDim: 64 }',
    'stack: torchtitan, features: { elementwise: eager }, sequenceLength: 4096, globalBatch: 64, strategy: { tp: 1, pp: 1, vp: 1, cp: 1, ep: 8, etp: 1, microBatch: 8, recompute: selective, sharding: zero3 }',
  ),
  '14b': fileOf(
    32,
    'llama3-70b',
    'stack: pytorch-fsdp, sequenceLength: 1024, globalBatch: 128, strategy: { tp: 1, pp: 8, vp: 1, cp: 1, microBatch: 4, recompute: none, sharding: zero1 }',
  ),
  '15a': fileOf(
    32,
    'gpt-oss-120b',
    'stack: pytorch-fsdp, sequenceLength: 4096, globalBatch: 512, strategy: { tp: 1, pp: 1, vp: 1, cp: 1, ep: 32, etp: 1, microBatch: 16, recompute: full, sharding: zero3 }',
  ),
  '17b': fileOf(
    16,
    LOGITS_MODEL,
    'sequenceLength: 63488, globalBatch: 8, strategy: { tp: 2, pp: 1, vp: 1, cp: 1, ep: 8, etp: 1, microBatch: 1, recompute: full, sharding: zero1 }',
    H100_96GB,
  ),
} as const;

function problemOf(text: string, edits: Readonly<Record<string, string>> = {}): Problem {
  const planned = planFactory(factoryOf(text, edits));
  if (planned.ok) throw new Error('the run fits');
  expect(planned.problems.map(({ code, path }) => [code, path])).toEqual([
    ['run.infeasible', 'runs.r'],
  ]);
  return planned.problems[0]!;
}

function shortageIn(problem: Problem): MemoryShortage {
  if (!problem.memory) throw new Error(problem.message);
  return problem.memory;
}

/** The total and the step time of the plan after the edits of each. */
function plannedWith(text: string, { nearest }: MemoryShortage): number[][] {
  return nearest.map(({ edits }) => {
    const run = planOf(factoryOf(text, edits)).training['r']!;
    return [run.memory.total, run.stepTime];
  });
}

describe('a run that cannot be laid out', () => {
  const odd = fileOf(8, 'llama3-8b', 'sequenceLength: 4096, globalBatch: 7, strategy: { cp: 1 }');

  it('is refused for that, without a word on memory', () => {
    const problem = problemOf(odd, { 'runs.r.strategy': '{ tp: 1, pp: 1, cp: 1 }' });
    expect(problem.memory).toBeUndefined();
    expect(problem.message).toMatch(/does not divide/);
    const report = planMemory(
      factoryOf(odd, { 'runs.r.strategy': '{ tp: 1, pp: 1, cp: 1 }' }),
      'r',
    );
    expect(report).toMatchObject({ ok: false, problems: [{ code: 'run.infeasible' }] });
  });
});

describe.each(Object.entries(REPORTED))('the reported run %s that ran out of memory', (_, text) => {
  const problem = problemOf(text);
  const memory = shortageIn(problem);

  it('is refused with its bytes by part', () => {
    expect(MEMORY_PARTS.reduce((sum, part) => sum + memory[part], 0)).toBe(memory.total);
    expect(memory.over).toBe(memory.total - memory.capacity);
    expect(memory.over).toBeGreaterThan(0);
    for (const part of MEMORY_PARTS.filter((part) => memory[part] > 0)) {
      expect(problem.message).toMatch(new RegExp(`\\b${part} [\\d.]+ GB`));
    }
    expect(problem.message).toMatch(/needs \d+ GB on the fullest GPU.* more than its \d/);
  });

  it('offers three changes, each of which fits as it says', () => {
    expect(memory.nearest).toHaveLength(3);
    const said = memory.nearest.map(({ total, stepTime }) => [total, stepTime]);
    expect(plannedWith(text, memory)).toEqual(said);
    const changed = memory.nearest.map(({ edits }) => Object.keys(edits).length);
    expect(changed).toEqual(changed.toSorted((a, b) => a - b));
  });

  it('gets the same answer of the strategies, and its stages by memory', () => {
    const ranked = rankStrategies(factoryOf(text), 'r', 5);
    expect(ranked).toEqual({ ok: false, problems: [problem] });
    const report = planMemory(factoryOf(text), 'r');
    expect(report).toMatchObject({ ok: true, value: { fits: false, over: memory.over } });
  });
});

it('says 90 GB of the logits on the last of two stages, where 43 were said', () => {
  const text = fileOf(
    16,
    LOGITS_MODEL,
    'sequenceLength: 63488, globalBatch: 4, strategy: { tp: 2, pp: 2, vp: 1, cp: 1, ep: 8, etp: 1, microBatch: 1, recompute: full, sharding: zero1 }',
    H100_96GB,
  );
  const { memory } = planOf(factoryOf(text)).training['r']!;
  expect(memory.stage).toBe(1);
  expect(memory.logits).toBe((6 * 63_488 * 248_320) / 2);
  expect(memory.total).toBeGreaterThan(80e9);
  const report = planMemory(factoryOf(text), 'r');
  if (!report.ok) throw new Error(report.problems[0]!.message);
  const { stages, ...whole } = report.value;
  expect(whole).toMatchObject({ fits: true, stage: 1, total: memory.total, over: 0, nearest: [] });
  expect(stages.map(({ stage, layers, inFlight }) => [stage, layers, inFlight])).toEqual([
    [0, 24, 1],
    [1, 24, 1],
  ]);
  expect(stages[0]!.logits).toBe(0);
});

describe('a search that finds nothing', () => {
  it('offers more GPUs, of which the fewest that are enough, and what they hold', () => {
    const text = fileOf(8, 'llama31-405b', 'sequenceLength: 8192, globalBatch: 64');
    const memory = shortageIn(problemOf(text));
    expect(memory.nearest.length).toBeGreaterThan(0);
    const [first] = memory.nearest;
    expect(Object.keys(first!.edits)).toEqual(['fleet.gpus', 'runs.r.gpus']);
    expect(Number(first!.edits['runs.r.gpus']) % 8).toBe(0);
    const said = memory.nearest.map(({ total, stepTime }) => [total, stepTime]);
    expect(plannedWith(text, memory)).toEqual(said);
  });

  it('frees what is pinned where no GPUs are enough for it', () => {
    const text = fileOf(
      8,
      'llama31-405b',
      'sequenceLength: 8192, globalBatch: 64, strategy: { tp: 1, pp: 1, sharding: none }',
    );
    const memory = shortageIn(problemOf(text));
    expect(plannedWith(text, memory)).toHaveLength(memory.nearest.length);
    const freed = ['tp', 'pp', 'sharding'].map((field) => `runs.r.strategy.${field}`);
    expect(Object.keys(memory.nearest[0]!.edits)).toEqual([...freed, 'fleet.gpus', 'runs.r.gpus']);
  });

  it('says that nothing helps where nothing does', () => {
    const text = fileOf(
      8,
      'llama31-405b',
      'sequenceLength: 8192, globalBatch: 64',
      '{ use: h100-sxm, memory: 1 GB }',
    );
    const problem = problemOf(text);
    expect(shortageIn(problem).nearest).toEqual([]);
    expect(problem.message).toContain('Neither another strategy, more GPUs nor');
  });
});

it('writes its edits so that the file reads them', () => {
  const text = REPORTED['06a'];
  for (const { edits } of shortageIn(problemOf(text)).nearest) {
    const edited = editFactory(text, edits);
    expect(edited.ok && readFactory(edited.value).ok).toBe(true);
  }
});
