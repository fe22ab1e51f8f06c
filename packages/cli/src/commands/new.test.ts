import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dispatch } from '@gigafactory/core/api';
import type { RunOperation } from '@gigafactory/server/threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runMain } from '../io.fixture.ts';

const run: RunOperation = async (name, input) => dispatch(name, input);
const ALL = ['--gpu', 'h100-sxm', '--gpus', '64', '--model', 'llama3-8b', '--tokens', '15B'];

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'gigafactory-new-'));
});
afterAll(() => rmSync(cwd, { recursive: true }));

const newFactory = (argv: readonly string[], answers?: readonly string[]) =>
  runMain(['new', ...argv], { cwd, run, ...(answers ? { answers } : {}) });

describe('gigafactory new', () => {
  it('names the options that are missing where it cannot ask', async () => {
    const { code, out, err } = await newFactory(['--gpu', 'h100-sxm', '--tokens', '15B']);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('needs --gpus N, --model NAME.');
  });

  it('never overwrites a file', async () => {
    writeFileSync(join(cwd, 'mine.yaml'), 'mine');
    const { code, err } = await newFactory([...ALL, '--out', 'mine.yaml']);
    expect(code).toBe(2);
    expect(err).toContain('"mine.yaml" already exists');
    expect(readFileSync(join(cwd, 'mine.yaml'), 'utf8')).toBe('mine');
  });

  it.each([
    ['--gpu', 'h100-smx', 'Did you mean "h100-sxm"?'],
    ['--gpus', '63', 'a multiple'],
    ['--gpus', '8 }', 'expected a number of GPUs'],
    ['--model', 'lama3-8b', 'Did you mean "llama3-8b"?'],
    ['--model', 'deepseek-v3', 'GB'],
    ['--tokens', '15 GB', 'expected a number of tokens'],
    ['--tokens', '1B, strange: 1', 'tokens'],
  ])('refuses %s %s at the option, and writes nothing', async (option, value, words) => {
    const argv = ALL.map((word, index) => (ALL[index - 1] === option ? value : word));
    const { code, out, err } = await newFactory([...argv, '--out', 'never.yaml']);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(`${option}: `);
    expect(err).toContain(words);
    expect(existsSync(join(cwd, 'never.yaml'))).toBe(false);
  });

  it('prints five lines that plan, with what to do next', async () => {
    const { code, out } = await newFactory(ALL);
    expect(code).toBe(0);
    expect(out).toContain('gigafactory plan');
    expect(out.split('\n').filter((line) => /^[^#]/.test(line))).toHaveLength(5);
    expect(JSON.parse((await newFactory([...ALL, '--json'])).out)).toEqual({ text: out });
  });

  it('asks for what is missing, repeats a question after a wrong answer, and accepts proposals', async () => {
    const answers = ['h100', 'h200-sxm', '12', '16', '', '15B'];
    const { code, out, err } = await newFactory(['--out', 'asked.yaml'], answers);
    expect(code).toBe(0);
    expect(err).toMatch(/no GPU "h100"[\s\S]*12 GPUs do not fill/);
    expect(out).toContain('asked.yaml is written');
    const text = readFileSync(join(cwd, 'asked.yaml'), 'utf8');
    expect(text).toContain('gpu: h200-sxm');
    expect(text).toContain('model: llama3-8b, tokens: 15B');
  });

  it.each([
    ['llama3-8b', '160B'],
    ['llama3-70b', '1400B'],
  ])('proposes 20 tokens for each parameter: %s', async (model, tokens) => {
    const argv = ['--gpu', 'h200-sxm', '--gpus', '1024', '--model', model];
    const { code, out } = await newFactory(argv, ['']);
    expect(code).toBe(0);
    expect(out).toContain(`tokens: ${tokens},`);
  });

  it('writes nothing when the input ends early', async () => {
    const { code, out } = await newFactory([], ['h100-sxm']);
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });
});
