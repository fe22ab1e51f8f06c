import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readModel } from './index.ts';
import { folderOf, tinyModel } from './model.fixture.ts';
import { packModel } from './pack.ts';

type Files = Map<string, Uint8Array | string>;

function files(change: (files: Files) => void = () => {}): Files {
  const packed: Files = packModel(tinyModel(), 'F32');
  change(packed);
  return packed;
}

async function problemsOf(change: (files: Files) => void): Promise<string> {
  const result = await readModel(folderOf(files(change)));
  expect(result.ok).toBe(false);
  return result.ok
    ? ''
    : result.problems.map(({ code, message }) => `${code} ${message}`).join(' ');
}

const text = (packed: Files, name: string): string =>
  new TextDecoder().decode(packed.get(name) as Uint8Array);

/** Writes other values into config.json. */
const withConfig =
  (changes: Record<string, unknown>) =>
  (packed: Files): void => {
    packed.set(
      'config.json',
      JSON.stringify({ ...JSON.parse(text(packed, 'config.json')), ...changes }),
    );
  };

/** Lists the files as a checkpoint or a published model does. */
const listed = (name: string) => (packed: Files) => {
  const entries = [...packed].map(([file, content]) => [
    file,
    { sha256: createHash('sha256').update(content).digest('hex') },
  ]);
  packed.set(name, JSON.stringify({ files: Object.fromEntries(entries) }));
};

/** Packs the model with one weight replaced. */
const withWeight = (value: number) => (packed: Files) => {
  const model = tinyModel();
  model.weights[100] = value;
  for (const [name, content] of packModel(model, 'F32')) packed.set(name, content);
};

describe('readModel refuses', () => {
  it('a folder without a model, and names each file', async () => {
    const problems = await problemsOf((packed) => packed.clear());
    expect(problems).toMatch(/config\.json.*model\.safetensors.*tokenizer\.json/);
    expect(problems).toContain('model.missing');
  });

  it.each(['manifest.json', 'model.json'])('files that are not the ones of %s', async (name) => {
    const problems = await problemsOf((packed) => {
      listed(name)(packed);
      const weights = Uint8Array.from(packed.get('model.safetensors') as Uint8Array);
      weights[weights.length - 1]! ^= 1;
      packed.set('model.safetensors', weights);
    });
    expect(problems).toMatch(/^model\.hash .*model\.safetensors is not what was written/);
    expect(await problemsOf((packed) => packed.set(name, '{}'))).toContain('model.hash');
    expect(await problemsOf((packed) => packed.set(name, '{'))).toContain('model.listing');
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    'a weight that is %s, and says where',
    async (value) => {
      const problems = await problemsOf(withWeight(value));
      expect(problems).toMatch(/^model\.nan .* in model\.embed_tokens\.weight, at number 100/);
      expect(problems).toContain(String(value));
    },
  );

  it('a tokenizer that does not fit the vocabulary, or is none', async () => {
    const smaller = JSON.parse(tinyModel().tokenizer.toFile());
    const last = Object.keys(smaller.model.vocab).at(-1)!;
    delete smaller.model.vocab[last];
    smaller.model.merges.pop();
    const problems = await problemsOf((packed) =>
      packed.set('tokenizer.json', JSON.stringify(smaller)),
    );
    expect(problems).toMatch(/^model\.tokenizer .*has \d+ tokens, the model \d+/);
    expect(await problemsOf((packed) => packed.set('tokenizer.json', '{}'))).toContain(
      'model.tokenizer',
    );
  });

  it('weights that end early, at any length', async () => {
    const whole = packModel(tinyModel(), 'F32').get('model.safetensors')!;
    for (const length of [0, 7, 8, 100, whole.length - 1])
      expect(
        await problemsOf((packed) => packed.set('model.safetensors', whole.subarray(0, length))),
      ).toMatch(/^model\.weights model\.safetensors/);
  });

  it('weights of other shapes, too few and too many', async () => {
    expect(await problemsOf(withConfig({ hidden_size: 16 }))).toContain('model.shape');
    expect(await problemsOf(withConfig({ num_hidden_layers: 3 }))).toContain(
      'has no model.layers.2',
    );
    expect(await problemsOf(withConfig({ num_hidden_layers: 1 }))).toMatch(
      /model\.layers\.1\.\S+, which config\.json knows nothing of/,
    );
  });

  it.each([
    { num_hidden_layers: 1e9 },
    { vocab_size: 1e15 },
    { intermediate_size: 1e12 },
    { num_attention_heads: 1e9, num_key_value_heads: 1e9 },
  ])('config.json that promises more than fills all memory: %j', async (changes) => {
    expect(await problemsOf(withConfig(changes))).toMatch(/^model\.(shape|config)/);
  });

  it.each(['manifest.json', 'model.json'])('a %s that cannot be read', async (name) => {
    const folder = folderOf(files());
    mkdirSync(join(folder, name));
    const read = await readModel(folder);
    expect(read.ok || read.problems).toMatchObject([{ code: 'model.listing' }]);
  });

  it.each([
    [{ architectures: ['MixtralForCausalLM'] }, 'LlamaForCausalLM'],
    [{ rope_theta: 500_000 }, 'rope_theta 500000'],
    [{ rope_scaling: { type: 'linear' } }, 'rope_scaling'],
    [{ attention_bias: true }, 'attention_bias'],
    [{ vocab_size: '270' }, 'vocab_size'],
    [{ num_key_value_heads: 3 }, 'do not divide'],
    [{ head_dim: 7 }, 'rotary'],
  ])('config.json with %j', async (changes, why) => {
    const problems = await problemsOf(withConfig(changes));
    expect(problems).toContain('model.config');
    expect(problems).toContain(why);
  });

  it('config.json that is no JSON', async () => {
    expect(await problemsOf((packed) => packed.set('config.json', '{'))).toContain('is not JSON');
  });
});

describe('readModel', () => {
  it.each([true, false])('gives back what was packed in 32 bits (tied: %s)', async (tied) => {
    const model = tinyModel({ tied });
    const packed: Files = packModel(model, 'F32');
    listed('model.json')(packed);
    const read = await readModel(folderOf(packed));
    if (!read.ok) throw new Error(JSON.stringify(read.problems));
    expect(read.value.weights).toEqual(model.weights);
    expect(read.value.shape).toEqual(model.shape);
    expect(read.value.sequence).toBe(64);
    expect(read.value.tokenizer.toFile()).toBe(model.tokenizer.toFile());
  });

  it('gives back 16 bits as the nearest numbers, within half of a unit in the last place', async () => {
    const model = tinyModel();
    const read = await readModel(folderOf(packModel(model, 'F16')));
    if (!read.ok) throw new Error(JSON.stringify(read.problems));
    const errors = read.value.weights.map((value, at) => Math.abs(value - model.weights[at]!));
    const most = Math.max(...model.weights.map((value) => Math.abs(value) * 2 ** -11 + 2 ** -25));
    expect(Math.max(...errors)).toBeGreaterThan(0);
    expect(Math.max(...errors)).toBeLessThanOrEqual(most);
    expect(read.value.config['torch_dtype']).toBe('float16');
  });
});
