import { describe, expect, it } from 'vitest';
import { MODELS } from '../facts/index.ts';
import { sizeModel } from '../model/index.ts';
import { factoryOf, podWith, problemOf } from './factory.fixture.ts';
import { architectureOf } from './index.ts';

const published = Object.entries(MODELS).filter(([, { params }]) => params);
const modelOf = (written: string) =>
  factoryOf(podWith('llama: llama3-70b', `llama: ${written}`)).models['llama']!;

describe('architectureOf', () => {
  it.each(published)('makes of %s a model of its published size', (_, spec) => {
    const { parameters } = sizeModel(architectureOf(spec), spec.nativeSeqLen);
    // Learned positions, norms and biases are left out; nemotron3-22b is sold as less than it is.
    expect(Math.abs(parameters / spec.params!.value - 1)).toBeLessThan(0.04);
  });

  it('gives latent models ranks, and windows to every second layer of those with windows', () => {
    expect(architectureOf(MODELS['deepseek-v3']!)).toMatchObject({
      valueDim: 128,
      queryRank: 1536,
      keyValueRank: 512,
      ropeDim: 64,
      denseLayers: 3,
    });
    const { layers, window, windowLayers } = architectureOf(MODELS['gpt-oss-120b']!);
    expect(window).toBeGreaterThan(0);
    expect(windowLayers).toBe(Math.floor(layers / 2));
    expect(architectureOf(MODELS['llama3-70b']!)).toMatchObject({
      ...{ keyValueRank: 0, windowLayers: 0, mtpLayers: 0, valueDim: 128 },
    });
  });
});

describe('models of a factory file', () => {
  it('may be latent, windowed, or predict further tokens', () => {
    expect(modelOf('deepseek-v3').keyValueRank.value).toBe(512);
    expect(modelOf('{use: deepseek-v3, mtpLayers: 1}').mtpLayers.value).toBe(1);
    expect(modelOf('gpt-oss-120b').windowLayers.value).toBe(18);
  });

  it('need not say what they do not have', () => {
    const shape = 'layers: 2, hidden: 64, heads: 4, kvHeads: 4, headDim: 16, vocab: 100, ffn: 256';
    const model = modelOf(`{${shape}, mlpMatrices: 3, embeddingMatrices: 1}`);
    const zero = [model.experts, model.keyValueRank, model.windowLayers, model.mtpLayers];
    expect(zero.map(({ value }) => value)).toEqual([0, 0, 0, 0]);
    expect(model.valueDim.value).toBe(16);
    expect(model.denseLayers.value).toBe(2);
  });

  it.each([
    ['windows of no width', 'windowLayers: 4'],
    ['windows without layers', 'window: 1024'],
    ['more windows than layers', 'window: 1024, windowLayers: 81'],
    ['ranks of queries alone', 'queryRank: 1024'],
    ['a rotated part without ranks', 'ropeDim: 64'],
  ])('contradict themselves with %s', (_, fields) => {
    const text = podWith('llama: llama3-70b', `llama: {use: llama3-70b, ${fields}}`);
    expect(problemOf(text)).toMatchObject({ code: 'model.inconsistent', path: 'models.llama' });
  });
});

describe('the stack of a run', () => {
  const runOf = (written: string) =>
    factoryOf(podWith('gpus: 960', `gpus: 960\n    ${written}`)).runs['pretrain']!;

  it('is of the catalogue, with a factor that can be changed and features that can', () => {
    expect(runOf('stack: torchtitan').stack).toMatchObject({
      use: 'torchtitan',
      gradients: 'fp32',
    });
    const { stack, features } = runOf(
      'stack: {use: torchtitan, factor: 1.3}\n    features: {cudaGraphs: on, attention: unfused}',
    );
    expect(stack.factor).toMatchObject({ value: 1.3, provenance: 'given' });
    expect(features).toMatchObject({ cudaGraphs: 'on', attention: 'unfused', dispatch: undefined });
    expect(runOf('stack: torchtitan').features.cudaGraphs).toBeUndefined();
  });

  it.each([
    ['stack: torchtitn', 'software-stack.unknown', 'torchtitan'],
    ['stack: {use: torchtitan, factor: -1}', 'quantity.limits', undefined],
    ['features: {cudaGraph: on}', 'key.unknown', 'cudaGraphs'],
    ['features: {dispatch: perExperts}', 'choice.unknown', 'perExpert'],
  ])('is refused as "%s"', (written, code, nearest) => {
    const problem = problemOf(podWith('gpus: 960', `gpus: 960\n    ${written}`));
    expect(problem).toMatchObject({ code, ...(nearest ? { nearest } : {}) });
  });
});
