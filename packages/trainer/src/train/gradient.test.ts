import { describe, expect, it } from 'vitest';
import { type DecoderShape, NORM_EPSILON } from '../decoder/index.ts';
import { applyAdamW, defaultOptimizer, learningRateAt } from './adamw.ts';
import { createGradientEngine, createState } from './index.ts';

const SHAPE: DecoderShape = {
  ...{ layers: 2, hidden: 16, heads: 4, kvHeads: 2, headSize: 4, feedForward: 24 },
  ...{ vocabulary: 40, tied: true },
};
const SIZE = { microBatch: 2, sequence: 8 };
const TOKENS = Int32Array.from({ length: 2 * 9 }, (_, at) => (at * 17 + 3) % 40);
/** The first sequence teaches its tokens 4 to 6, the second nothing but its last. */
const MASKED = TOKENS.map((token, at) => ([4, 5, 6, 17].includes(at) ? token : -1 - token));
/** More is asked than a smaller array holds: no position is picked. */
const MOSTLY_ASKED = TOKENS.map((token, at) => (at % 9 === 4 ? -1 - token : token));

describe('the gradient of a micro-batch', () => {
  it.each([
    { name: 'all tokens', tied: true, tokens: TOKENS },
    { name: 'all tokens, head of its own', tied: false, tokens: TOKENS },
    { name: 'few tokens', tied: true, tokens: MASKED },
    { name: 'few tokens, head of its own', tied: false, tokens: MASKED },
    { name: 'most tokens', tied: true, tokens: MOSTLY_ASKED },
  ])('is that of finite differences for each weight: $name', async ({ tied, tokens }) => {
    const engine = await createGradientEngine({ ...SHAPE, tied }, SIZE);
    const { parameters } = createState(engine.layout, SHAPE.layers, 7);
    engine.load(parameters);
    const gradient = engine.gradient(tokens);
    expect(gradient[engine.layout.size]).toBeCloseTo(engine.loss(tokens), 5);
    expect(engine.loss(tokens)).toBeCloseTo(Math.log(SHAPE.vocabulary), 1);
    for (const { name, offset, size } of engine.layout.weights) {
      const part = gradient.slice(offset, offset + size);
      const length = Math.hypot(...part);
      const lossAt = (distance: number): number => {
        const moved = parameters.slice();
        for (const [index, slope] of part.entries())
          moved[offset + index]! += (distance * slope) / length;
        engine.load(moved);
        return engine.loss(tokens);
      };
      // Along its own gradient a function rises by the gradient's length.
      const distance = 0.02;
      const slope = (lossAt(distance) - lossAt(-distance)) / (2 * distance);
      expect(length, name).toBeGreaterThan(0);
      expect(Math.abs(slope - length), name).toBeLessThan(0.02 * length + 2e-4);
    }
    engine.dispose();
  });

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

describe('tokens that are not to be foretold', () => {
  /** Blocks that add nothing: what follows a token depends on that token alone. */
  async function flatEngine(tied: boolean) {
    const engine = await createGradientEngine({ ...SHAPE, tied }, SIZE);
    const { parameters } = createState(engine.layout, SHAPE.layers, 7);
    for (const { name, offset, size } of engine.layout.weights)
      if (/(o|down)_proj/.test(name)) parameters.fill(0, offset, offset + size);
    engine.load(parameters);
    return { engine, parameters };
  }

  /** Negative log-likelihood of `next` after `token`, nats, from the embedding of a tied model. */
  function lossByHand(parameters: Float32Array, token: number, next: number): number {
    const { hidden, vocabulary } = SHAPE;
    const row = (of: number) => [...parameters.subarray(of * hidden, (of + 1) * hidden)];
    const input = row(token);
    const scale = Math.sqrt(input.reduce((sum, x) => sum + x * x, 0) / hidden + NORM_EPSILON);
    const logits = Array.from({ length: vocabulary }, (_, of) =>
      row(of).reduce((sum, weight, at) => sum + weight * (input[at]! / scale), 0),
    );
    return Math.log(logits.reduce((sum, x) => sum + Math.exp(x), 0)) - logits[next]!;
  }

  it('are refused beyond the vocabulary, and where there are too many or too few', async () => {
    const { engine } = await flatEngine(true);
    const withToken = (token: number) => TOKENS.with(3, token);
    expect(() => engine.gradient(withToken(40))).toThrow('token 40 of 40');
    expect(() => engine.gradient(withToken(-1 - 40))).toThrow('token 40 of 40');
    expect(() => engine.loss(withToken(-2000))).toThrow('token 1999 of 40');
    expect(() => engine.gradient(TOKENS.slice(1))).toThrow('17 tokens of 18');
    expect(() => engine.gradient(new Int32Array(27))).toThrow('27 tokens of 18');
    engine.dispose();
  });

  it.each([
    ['few', MASKED],
    ['most', MOSTLY_ASKED],
    ['all', TOKENS],
  ])('leave the mean of the others, as by hand: %s are asked', async (_, tokens) => {
    const { engine, parameters } = await flatEngine(true);
    const asked = [...tokens.keys()].filter((at) => at % 9 > 0 && tokens[at]! >= 0);
    const losses = asked.map((at) => lossByHand(parameters, TOKENS[at - 1]!, TOKENS[at]!));
    const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
    expect(engine.loss(tokens)).toBeCloseTo(mean, 5);
    expect(engine.gradient(tokens)[engine.layout.size]).toBeCloseTo(mean, 5);
    engine.dispose();
  });

  it('count nothing where they are only foretold or come after all that is asked', async () => {
    const engine = await createGradientEngine({ ...SHAPE, tied: false }, SIZE);
    engine.load(createState(engine.layout, SHAPE.layers, 7).parameters);
    const gradient = engine.gradient(MASKED);
    // The last token of the first sequence is never read; those from 7 on are read too late.
    const ends = MASKED.map((token, at) => (at >= 7 && at < 9 ? -1 - 39 : token));
    expect(engine.gradient(MASKED.with(8, -1 - 39))).toEqual(gradient);
    const padded = engine.gradient(ends);
    const { hidden } = SHAPE;
    expect(padded[engine.layout.size]).toBe(gradient[engine.layout.size]);
    expect(TOKENS).not.toContain(39);
    expect(padded.slice(39 * hidden, 40 * hidden)).toEqual(new Float32Array(hidden));
    engine.dispose();
  });

  it('make a loss and a gradient of zero if nothing is asked', async () => {
    const { engine } = await flatEngine(true);
    const padding = new Int32Array(18).fill(-1);
    expect(engine.loss(padding)).toBe(0);
    expect(engine.gradient(padding).every((slope) => slope === 0)).toBe(true);
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
