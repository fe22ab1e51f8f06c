import { describe, expect, it } from 'vitest';
import type { DecoderShape } from '../decoder/index.ts';
import { applyAdamW, defaultOptimizer, learningRateAt } from './adamw.ts';
import { createGradientEngine, createState } from './index.ts';

const SHAPE: DecoderShape = {
  ...{ layers: 2, hidden: 16, heads: 4, kvHeads: 2, headSize: 4, feedForward: 24 },
  ...{ vocabulary: 40, tied: true },
};
const SIZE = { microBatch: 2, sequence: 8 };
const TOKENS = Int32Array.from({ length: 2 * 9 }, (_, at) => (at * 17 + 3) % 40);

describe('the gradient of a micro-batch', () => {
  it.each([true, false])(
    'is that of finite differences for each weight (tied: %s)',
    async (tied) => {
      const engine = await createGradientEngine({ ...SHAPE, tied }, SIZE);
      const { parameters } = createState(engine.layout, SHAPE.layers, 7);
      engine.load(parameters);
      const gradient = engine.gradient(TOKENS);
      expect(gradient[engine.layout.size]).toBeCloseTo(engine.loss(TOKENS), 5);
      expect(engine.loss(TOKENS)).toBeCloseTo(Math.log(SHAPE.vocabulary), 1);
      for (const { name, offset, size } of engine.layout.weights) {
        const part = gradient.slice(offset, offset + size);
        const length = Math.hypot(...part);
        const lossAt = (distance: number): number => {
          const moved = parameters.slice();
          for (const [index, slope] of part.entries())
            moved[offset + index]! += (distance * slope) / length;
          engine.load(moved);
          return engine.loss(TOKENS);
        };
        // Along its own gradient a function rises by the gradient's length.
        const distance = 0.02;
        const slope = (lossAt(distance) - lossAt(-distance)) / (2 * distance);
        expect(length, name).toBeGreaterThan(0);
        expect(Math.abs(slope - length), name).toBeLessThan(0.02 * length + 2e-4);
      }
      engine.dispose();
    },
  );

  it('is the same bits each time, and the weights are those that were loaded last', async () => {
    const engine = await createGradientEngine(SHAPE, SIZE);
    const state = createState(engine.layout, SHAPE.layers, 7);
    engine.load(state.parameters);
    const gradient = engine.gradient(TOKENS);
    expect(engine.gradient(TOKENS)).toEqual(gradient);
    applyAdamW(state, gradient.slice(), engine.layout, defaultOptimizer(10));
    expect(engine.gradient(TOKENS)).toEqual(gradient);
    engine.load(state.parameters);
    expect(engine.gradient(TOKENS)).not.toEqual(gradient);
    engine.dispose();
  });
});

describe('AdamW', () => {
  it('moves by the learning rate at first, against the slope, and clips a large gradient', async () => {
    const layout = {
      weights: [{ name: 'w', shape: [2], offset: 0, size: 2 }],
      size: 2,
    };
    const options = { ...defaultOptimizer(1000), warmUpSteps: 1, learningRate: 0.01 };
    const state = {
      ...{ step: 0, parameters: Float32Array.of(1, 1) },
      ...{ first: new Float32Array(2), second: new Float32Array(2) },
    };
    applyAdamW(state, Float32Array.of(300, -400), layout, options);
    expect(state.parameters[0]).toBeCloseTo(0.99, 6);
    expect(state.parameters[1]).toBeCloseTo(1.01, 6);
    // Clipped to a length of 1: 0.6 and -0.8, of which a tenth enters the mean.
    expect(state.first[0]).toBeCloseTo(0.06, 6);
    expect(state.first[1]).toBeCloseTo(-0.08, 6);
  });

  it('warms up, then falls along a cosine to a tenth', () => {
    const options = defaultOptimizer(100);
    const rates = [1, 5, 10, 55, 100].map((step) => learningRateAt(step, options) / 3e-3);
    expect(rates[0]).toBeCloseTo(0.1, 9);
    expect(rates[1]).toBeCloseTo(0.5, 9);
    expect(rates[2]).toBeCloseTo(1, 9);
    expect(rates[3]).toBeCloseTo(0.55, 9);
    expect(rates[4]).toBeCloseTo(0.1, 9);
  });
});
