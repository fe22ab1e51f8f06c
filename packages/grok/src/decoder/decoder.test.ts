import { createStream } from '@gigafactory/core/base';
import type { DecoderShape } from '@gigafactory/trainer/decoder';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainLogits, randomModel } from './decoder.reference.ts';
import { type Cache, Decoder, type DecoderModel, MOST_ROWS } from './index.ts';

/** Nothing is a multiple of what a kernel takes at once. */
const SHAPE: DecoderShape = {
  layers: 2,
  hidden: 20,
  heads: 4,
  kvHeads: 2,
  headSize: 6,
  feedForward: 37,
  vocabulary: 61,
  tied: true,
};
const SEQUENCE = 30;

async function create(model: DecoderModel): Promise<Decoder> {
  const created = await Decoder.create(model);
  if (!created.ok) throw new Error(created.problems[0]!.message);
  return created.value;
}

const random = createStream('weights');
const model = randomModel(SHAPE, SEQUENCE, () => random.next());
const decoder = await create(model);

const texts = fc.array(fc.integer({ min: 0, max: SHAPE.vocabulary - 1 }), {
  minLength: 1,
  maxLength: SEQUENCE,
});

/** Logits after each token, in one step. */
function whole(tokens: readonly number[]): number[][] {
  return use((cache) => copy(decoder.forward([{ cache, tokens, wanted: 'all' }])));
}

function use<Value>(run: (cache: Cache) => Value): Value {
  const cache = decoder.open();
  try {
    return run(cache);
  } finally {
    cache.close();
  }
}

function copy(logits: readonly Float32Array[]): number[][] {
  return logits.map((row) => Array.from(row));
}

describe('the decoder', () => {
  it('refuses weights that are not those of the shape, and models that fit no memory', async () => {
    const few = { ...model, weights: model.weights.subarray(1) };
    expect(await Decoder.create(few)).toMatchObject({
      ok: false,
      problems: [{ code: 'decoder.weights' }],
    });
    expect(await Decoder.create({ ...model, sequence: 2 ** 28 })).toMatchObject({
      ok: false,
      problems: [{ code: 'decoder.memory' }],
    });
  });

  it('refuses tokens that it does not know, has no room for, or that are too many for a step', () => {
    use((cache) => {
      const take = (tokens: readonly number[]) => () =>
        decoder.forward([{ cache, tokens, wanted: 'last' }]);
      expect(take([61])).toThrow('token 61 of 61');
      expect(take([-1])).toThrow('token -1');
      expect(take([0.5])).toThrow('token 0.5');
      expect(take([Number.NaN])).toThrow('token NaN');
      expect(take(Array(SEQUENCE + 1).fill(0))).toThrow('position 31 of 30');
      expect(cache.length).toBe(0);
      expect(take([])()).toEqual([]);
    });
    const part = (): { cache: Cache; tokens: number[]; wanted: 'none' } => ({
      cache: decoder.open(),
      tokens: Array(SEQUENCE).fill(1),
      wanted: 'none',
    });
    const parts = [part(), part(), part()];
    expect(() => decoder.forward(parts)).toThrow(`90 of ${MOST_ROWS} tokens`);
    for (const { cache } of parts) cache.close();
  });

  it.each([
    ['two heads to one of keys', {}],
    ['as many heads of keys', { kvHeads: 4 }],
    ['three heads to one of keys', { heads: 3, kvHeads: 1 }],
    ['a matrix of its own at the end', { tied: false }],
    ['widths that need no padding', { hidden: 32, headSize: 8, feedForward: 64, vocabulary: 64 }],
    ['heads of many vectors', { headSize: 66 }],
  ])('computes what the plain formulas say, with %s', async (_, change) => {
    const changed = randomModel({ ...SHAPE, ...change }, SEQUENCE, () => random.next());
    const made = await create(changed);
    const tokens = Array.from({ length: SEQUENCE }, () => random.integer(SHAPE.vocabulary));
    const expected = plainLogits(changed, tokens);
    const logits = made.forward([{ cache: made.open(), tokens, wanted: 'all' }]);
    logits.forEach((row, at) => {
      row.forEach((logit, token) => {
        expect(logit).toBeCloseTo(expected[at]![token]!, 4);
      });
    });
  });

  it('computes the same to the bit, token by token as in one step', () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 5 }), (tokens, width) => {
        const divided = use((cache) => {
          const rows: number[][] = [];
          for (let at = 0; at < tokens.length; at += width) {
            const piece = tokens.slice(at, at + width);
            rows.push(...copy(decoder.forward([{ cache, tokens: piece, wanted: 'all' }])));
          }
          return rows;
        });
        expect(divided).toEqual(whole(tokens));
      }),
      { numRuns: 25 },
    );
  });

  it('computes the same to the bit, whatever else is in the step', () => {
    const several = fc.array(
      texts.map((tokens) => tokens.slice(0, 8)),
      {
        minLength: 1,
        maxLength: 8,
      },
    );
    fc.assert(
      fc.property(several, (together) => {
        const parts = together.map((tokens) => ({
          cache: decoder.open(),
          tokens,
          wanted: 'last' as const,
        }));
        const logits = copy(decoder.forward(parts));
        for (const { cache } of parts) cache.close();
        expect(logits).toEqual(together.map((tokens) => whole(tokens).at(-1)));
      }),
      { numRuns: 25 },
    );
  });

  it('forgets what is cut, copies what is kept, and starts anew in memory given back', () => {
    fc.assert(
      fc.property(texts, texts, fc.nat(SEQUENCE - 1), (first, second, kept) => {
        use((cache) => {
          decoder.forward([{ cache, tokens: first, wanted: 'none' }]);
          const copied = decoder.open();
          copied.copy(cache, kept);
          cache.cut(kept);
          const rest = second.slice(0, SEQUENCE - cache.length);
          const text = [...first.slice(0, kept), ...rest];
          const [last] = copy(decoder.forward([{ cache, tokens: rest, wanted: 'last' }]));
          expect(last).toEqual(whole(text).at(-1));
          const parts = [{ cache: copied, tokens: rest, wanted: 'last' as const }];
          expect(copy(decoder.forward(parts))).toEqual([last]);
          copied.close();
        });
      }),
      { numRuns: 25 },
    );
  });
});
