import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dispatch } from '@gigafactory/core/api';
import type { RunOperation } from '@gigafactory/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runMain, type Surroundings } from './io.fixture.ts';

const CONFIG = JSON.stringify({
  ...{ architectures: ['Qwen3ForCausalLM'], model_type: 'qwen3', hidden_size: 1024 },
  ...{ intermediate_size: 3072, num_attention_heads: 16, num_key_value_heads: 8 },
  ...{ num_hidden_layers: 28, vocab_size: 151936, tie_word_embeddings: true },
});

const factory = (model: string) => `gigafactory: 1
hardware: { gpu: h100-sxm, node: dgx-h100, rack: superpod-h100, switch: qm9700, nodeOptic: 400g-sr4, switchOptic: 800g-2xsr4 }
fleet: { gpus: 8 }
runs:
  sft: { model: ${model}, tokens: 1B, globalBatch: 64, sequenceLength: 4096 }
`;

let cwd: string;

beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'gigafactory-models-'));
  mkdirSync(join(cwd, 'home/qwen'), { recursive: true });
  writeFileSync(join(cwd, 'config.json'), CONFIG);
  writeFileSync(join(cwd, 'home/qwen/config.json'), CONFIG);
  writeFileSync(join(cwd, 'home/broken.json'), '{');
  writeFileSync(join(cwd, 'home/large.json'), '');
  truncateSync(join(cwd, 'home/large.json'), 1_000_001);
  symlinkSync(join(cwd, 'config.json'), join(cwd, 'home/out.json'));
  symlinkSync(join(cwd, 'home/qwen/config.json'), join(cwd, 'home/in.json'));
});

afterAll(() => rmSync(cwd, { recursive: true }));

const run: RunOperation = async (name, input) => dispatch(name, input);

function plan(model: string, more: readonly string[] = [], around: Surroundings = {}) {
  writeFileSync(join(cwd, 'home/factory.yaml'), factory(model));
  return runMain(['plan', 'home/factory.yaml', '--json', ...more], { cwd, run, ...around });
}

async function problemOf(ended: ReturnType<typeof plan>) {
  const { code, out } = await ended;
  expect(code).toBe(2);
  const { problems } = JSON.parse(out);
  expect(problems).toHaveLength(1);
  return problems[0];
}

describe('a configuration that a factory file names', () => {
  it.each(['../config.json', '/etc/passwd', './qwen/../../config.json', './out.json', 'a\\b.json'])(
    'is not read outside the folder of the file: %s',
    async (model) => {
      const problem = await problemOf(plan(model));
      expect(problem).toMatchObject({ code: 'config.outside', path: 'runs.sft.model' });
      expect(problem.at).toMatchObject({ line: 5 });
    },
  );

  it.each([
    ['./missing.json', 'file.missing'],
    ['./qwen/', 'file.folder'],
    ['./large.json', 'file.size'],
    ['./broken.json', 'config.json'],
  ])('%s is refused as %s, where it is named', async (model, code) => {
    const problem = await problemOf(plan(model));
    expect(problem).toMatchObject({ code, path: 'runs.sft.model', at: { line: 5 } });
  });

  it.each(['./qwen/config.json', 'qwen/config.json', './in.json'])(
    'is planned: %s',
    async (model) => {
      const { code, out } = await plan(model);
      expect(code).toBe(0);
      const { training, notes } = JSON.parse(out);
      expect(training.sft.parameters).toBeCloseTo(0.596e9, -6);
      expect(notes[`factory.models.${training.sft.model}.layers`]).toMatchObject({ value: 28 });
    },
  );

  it('is read for an edit of the call, too', async () => {
    const { code } = await plan('llama3-8b', ['--set', 'runs.sft.model=./qwen/config.json']);
    expect(code).toBe(0);
  });

  it('is refused from standard input, with the reason', async () => {
    const stdin = factory('./qwen/config.json');
    const ended = runMain(['plan', '-', '--json'], { cwd: join(cwd, 'home'), run, stdin });
    const problem = await problemOf(ended);
    expect(problem.code).toBe('model.file');
    expect(problem.message).toContain('standard input');
  });
});
