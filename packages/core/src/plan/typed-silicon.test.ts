import { describe, expect, it } from 'vitest';
import { GPUS, NODES } from '../facts/index.ts';
import { boundFigure } from './bounds.ts';
import { rankStrategies, searchRun } from './index.ts';
import { exampleText, factoryOf, planOf, wrongNotes } from './notes.fixture.ts';

/** Llama 3 8B on one node, as in a comparison of MI300X and H200. */
const NODE = `gigafactory: 1
name: One node
hardware:
  gpu: h200-sxm
  node: dgx-h200
  rack: superpod-h100
  switch: qm9700
  nodeOptic: 400g-sr4
  switchOptic: 800g-2xsr4
fleet:
  gpus: 8
schedule:
  start: 2026-01-05
models:
  m: llama3-8b
runs:
  r:
    model: m
    gpus: 8
    sequenceLength: 8192
    globalBatch: 128
    tokens: 1B tokens
requirements:
  - claim: Quick
    quantity: training.r.stepTime
    atMost: 17 s
`;
const MI300X_BY_HAND =
  '{ use: h100-sxm, bf16: 1307 TFLOP/s, fp8: 2615 TFLOP/s, memory: 206 GB, memoryBandwidth: 5.3 TB/s, nvlinkBandwidth: 448 GB/s, tdp: 750 W }';

function planned(text: string, edits: Readonly<Record<string, string>> = {}) {
  const plan = planOf(factoryOf(text, edits));
  const [name, training] = Object.entries(plan.training)[0]!;
  const bounds = (figure: string) =>
    boundFigure(plan.notes, [`training.${name}.${figure}`], (lookup) =>
      lookup(`training.${name}.${figure}`),
    ).range;
  return { ...training, plan, bounds };
}

/** The pod of a GPU: each in its usual node. */
const kit = (gpu: string) => ({ hardware: `{ gpu: ${gpu} }` });
const on = (gpu: string) => planned(NODE, kit(gpu));

/** The step time of the fastest strategy, s, without a plan around it. */
function fastest(text: string, run: string, edits: Readonly<Record<string, string>>): number {
  const searched = searchRun(factoryOf(text, edits), run, 1);
  if (!searched.ok) throw new Error(searched.problems[0]!.message);
  return searched.value.best[0]!.step.time;
}

describe('a GPU known only by its data sheet', () => {
  it('is planned, says that it was not measured, and doubts its step time', () => {
    for (const gpu of ['mi300x', 'mi325x', 'mi355x', 'h20-sxm', 'rtx-pro-6000']) {
      const { kernels, warnings, plan, bounds, stepTime } = on(gpu);
      expect(kernels, gpu).toBe('scaled');
      expect(warnings.join(), gpu).toContain('No kernels were measured on');
      expect(wrongNotes(plan.notes), gpu).toEqual([]);
      const [low, high] = bounds('stepTime');
      expect([low < 0.85 * stepTime, high > 1.15 * stepTime], gpu).toEqual([true, true]);
    }
    expect(on('gh200').kernels).toBe('sibling');
    expect(on('h100-sxm').kernels).toBe('measured');
  });

  it('may be as slow as an MI300X was: 1.32 times the step of an H200, with the higher peak', () => {
    expect(GPUS['mi300x']!.bf16.value).toBeGreaterThan(GPUS['h200-sxm']!.bf16.value);
    const h200 = on('h200-sxm').stepTime;
    for (const mi300x of [on('mi300x'), on(MI300X_BY_HAND)]) {
      const [low, high] = mi300x.bounds('stepTime');
      expect(low).toBeLessThan(1.32 * h200);
      expect(high).toBeGreaterThan(1.32 * h200);
      expect(mi300x.bounds('duration')[1]).toBeGreaterThan(1.7 * mi300x.duration);
    }
  });

  it('decides no requirement within its doubt', () => {
    const verdict = (gpu: string) => on(gpu).plan.requirements[0]!;
    expect(verdict('h200-sxm').verdict).toBe('holds');
    expect(verdict('mi300x').value).toBeLessThan(verdict('h200-sxm').value);
    expect(verdict('mi300x')).toMatchObject({ verdict: 'unknown' });
    expect(verdict('mi300x').why).toContain('training.r.kernelDoubt');
  });

  it('marks a search', () => {
    const ranked = (gpu: string) => {
      const report = rankStrategies(factoryOf(NODE, kit(gpu)), 'r', 3);
      if (!report.ok) throw new Error(report.problems[0]!.message);
      return report.value;
    };
    expect(ranked('mi300x')).toMatchObject({
      kernels: 'scaled',
      warnings: [expect.stringContaining('MI300X')],
    });
    expect(ranked('h100-sxm')).toMatchObject({ kernels: 'measured', warnings: [] });
  });
});

describe('figures of a GPU typed in the file', () => {
  it('are obeyed: an MI300X by hand is no H200, and much like that of the catalogue', () => {
    const [byHand, named, h200] = [on(MI300X_BY_HAND), on('mi300x'), on('h200-sxm')];
    expect(byHand.stepTime).not.toBe(h200.stepTime);
    expect(byHand.stepTime / named.stepTime).toBeCloseTo(1, 2);
    expect(byHand.kernels).toBe('scaled');
    expect(byHand.warnings[0]).toContain('memoryBandwidth, nvlinkBandwidth, bf16');
  });

  it('make an H100 of 500 W as fast as that of the catalogue', () => {
    const typed = on('{ use: h100-sxm, tdp: 500 W, memory: 96 GB, memoryBandwidth: 2.4 TB/s }');
    expect(typed.stepTime).toBe(on('h100-96gb-500w').stepTime);
  });

  it('count for the utilisation too', () => {
    const { mfu, tokensPerSecondPerGpu, flopPerToken } = on('{ use: h100-sxm, bf16: 500 TFLOP/s }');
    expect(mfu).toBeCloseTo((tokensPerSecondPerGpu * flopPerToken) / 500e12, 12);
  });

  it('are explained where they count', () => {
    const { plan } = on('{ use: h100-sxm, bf16: 500 TFLOP/s }');
    expect(plan.notes['kernels.bf16.gemm.rate']).toMatchObject({
      kind: 'assumed',
      reason: expect.stringContaining('500 TFLOP/s / 989.4 TFLOP/s, the dense bf16 peaks'),
    });
    expect(plan.notes['training.r.stepTime']!.formula).toBe('step.time * kernelDoubt');
  });

  /** What the strategy leaves to bind: pinned, so that slower links cannot be evaded. */
  const PINNED = { 'runs.grok-3.strategy': '{ tp: 4, pp: 8, microBatch: 1 }' };
  const GIGAFACTORY = exampleText('gigafactory-of-compute');
  const step = (edits: Readonly<Record<string, string>>) =>
    fastest(GIGAFACTORY, 'grok-3', { ...PINNED, ...edits });

  it.each([
    ['hardware.gpu.bf16', ['250 TFLOP/s', '500 TFLOP/s', '989.4 TFLOP/s', '3000 TFLOP/s']],
    ['hardware.gpu.memoryBandwidth', ['1 TB/s', '2 TB/s', '3.35 TB/s', '8 TB/s']],
    ['hardware.gpu.nvlinkBandwidth', ['50 GB/s', '200 GB/s', '450 GB/s', '900 GB/s']],
    ['hardware.gpu.tdp', ['300 W', '500 W', '650 W', '700 W']],
    ['hardware.node.nicSpeed', ['50 Gb/s', '100 Gb/s', '200 Gb/s', '400 Gb/s']],
  ])('make the step shorter the faster they are: %s', (path, rising) => {
    const steps = rising.map((value) => step({ [path]: value }));
    for (const [slower, faster] of steps.slice(1).map((time, at) => [steps[at]!, time] as const)) {
      expect(faster).toBeLessThan(slower);
    }
  });

  it('change no time where the power limit is higher or the precision is another', () => {
    expect(step({ 'hardware.gpu.tdp': '900 W' })).toBe(step({}));
    expect(step({ 'hardware.gpu.fp8': '1000 TFLOP/s' })).toBe(step({}));
    const fp8 = { 'runs.grok-3.precision': 'fp8' };
    expect(step({ ...fp8, 'hardware.gpu.fp8': '1000 TFLOP/s' })).toBeGreaterThan(step(fp8));
    // Attention stays in bf16.
    expect(step({ ...fp8, 'hardware.gpu.bf16': '500 TFLOP/s' })).toBeGreaterThan(step(fp8));
  });

  it('never make a searched step longer by being faster', () => {
    const searched = (field: string, value: string) =>
      fastest(NODE, 'r', { ...kit('h100-sxm'), [`hardware.gpu.${field}`]: value });
    for (const [field, unit, from] of [
      ['bf16', 'TFLOP/s', 989.4],
      ['memoryBandwidth', 'TB/s', 3.35],
      ['nvlinkBandwidth', 'GB/s', 450],
      ['tdp', 'W', 700],
      ['memory', 'GB', 85.52],
    ] as const) {
      const steps = [0.8, 0.9, 1, 1.01, 1.5, 4].map((by) =>
        searched(field, `${from * by} ${unit}`),
      );
      expect(steps, field).toEqual([...steps].sort((a, b) => b - a));
    }
  });

  it('reach the network of a node', () => {
    const { gpu } = NODES['dgx-h100']!;
    expect(gpu).toBe('h100-sxm');
    const nics = (count: string) => step({ 'hardware.node.nicsPerNode': count });
    expect(nics('4')).toBeGreaterThan(nics('8'));
  });
});
