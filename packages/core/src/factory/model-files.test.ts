import { describe, expect, it } from 'vitest';
import { factoryOf, POD, podWith, problemOf } from './factory.fixture.ts';
import { inlineModelFiles, modelFilesOf } from './model-files.ts';

const CONFIG = JSON.stringify({
  ...{ architectures: ['Qwen3ForCausalLM'], model_type: 'qwen3', hidden_size: 1024 },
  ...{ intermediate_size: 3072, num_attention_heads: 16, num_key_value_heads: 8 },
  ...{ num_hidden_layers: 28, vocab_size: 151936, tie_word_embeddings: true },
});
const RUN = podWith('model: llama\n', 'model: ./qwen/config.json\n');
const MODEL = podWith('llama: llama3-70b', 'llama: ./qwen.json # ours');

function inlined(text: string, file: string): string {
  const result = inlineModelFiles(text, { [file]: CONFIG });
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
}

describe('modelFilesOf', () => {
  it('finds the files that runs and models name, and where', () => {
    expect(modelFilesOf(POD)).toEqual([]);
    expect(modelFilesOf(RUN)).toMatchObject([
      { path: 'runs.pretrain.model', file: './qwen/config.json', at: { line: 24 } },
    ]);
    expect(modelFilesOf(MODEL)).toMatchObject([{ path: 'models.llama', file: './qwen.json' }]);
  });

  it.each(['{', 'runs: [1]', 'runs: { a: }', 'models: x', 'runs: { a: { model: [./c.json] } }'])(
    'finds none in %j',
    (text) => expect(modelFilesOf(text)).toEqual([]),
  );
});

describe('inlineModelFiles', () => {
  it('writes the configuration of a run as a model of its own', () => {
    const text = inlined(RUN, './qwen/config.json');
    const { models, runs } = factoryOf(text);
    expect(runs['pretrain']!.model).toBe('qwen');
    expect(models['qwen']).toMatchObject({
      label: 'qwen3 of ./qwen/config.json',
      hidden: { value: 1024, provenance: 'given' },
      embeddingMatrices: { value: 1 },
    });
    expect(models['llama']!.hidden.value).toBe(8192);
  });

  it('writes a model of the file where it stands, and keeps the comment', () => {
    const text = inlined(MODEL, './qwen.json');
    expect(text).toMatch(/^ {2}llama: \{label: .*\} # ours$/m);
    expect(text.split('\n')).toHaveLength(MODEL.split('\n').length);
    expect(factoryOf(text).models['llama']!.layers.value).toBe(28);
  });

  it('chooses a free name, and the same one for all runs with the same file', () => {
    const taken = podWith('llama: llama3-70b', 'qwen: llama3-70b').replace(
      'model: llama\n',
      'model: ./qwen/config.json\n',
    );
    expect(factoryOf(inlined(taken, './qwen/config.json')).runs['pretrain']!.model).toBe('qwen-2');
    const two = `${RUN.replace('runs:\n', 'runs:\n  other: { model: ./qwen/config.json, gpus: 8, sequenceLength: 8, globalBatch: 8, tokens: 1B }\n')}`;
    const { models, runs } = factoryOf(inlined(two, './qwen/config.json'));
    expect(Object.keys(models)).toEqual(['llama', 'qwen']);
    expect(runs['other']!.model).toBe('qwen');
  });

  it.each([
    ['./config.json', 'config'],
    ['./My Models/7B.json', 'config'],
    ['a/b.c.json', 'b-c'],
  ])('calls the model of %s %s', (file, name) => {
    const text = podWith('model: llama\n', `model: ${file}\n`);
    expect(factoryOf(inlined(text, file)).runs['pretrain']!.model).toBe(name);
  });

  it('says where a file that cannot be read was named', () => {
    const result = inlineModelFiles(RUN, { './qwen/config.json': '{}' });
    expect(result.ok ? [] : result.problems).toMatchObject([
      { code: 'config.kind', path: 'runs.pretrain.model', at: { line: 24 } },
    ]);
  });
});

describe('a file that was not inlined', () => {
  it.each([
    [RUN, 'runs.pretrain.model'],
    [MODEL, 'models.llama'],
  ])('is refused, with why', (text, path) => {
    const problem = problemOf(text);
    expect(problem).toMatchObject({ code: 'model.file', path });
    expect(problem.message).toContain('standard input');
    expect(problem.message).toContain('not given with the text');
  });
});
