import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dispatch } from '@gigafactory/core/api';
import { toolNames } from '@gigafactory/core/tools';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRegistry } from '../../registry/index.ts';
import { granted } from '../../registry/registry.fixture.ts';
import { type Call, OPERATIONS } from '../call/call.ts';
import { openSkill } from './open.ts';
import { type RunOperation, runCall } from './run-call.ts';
import type { Asked, Skill } from './skill.ts';

const run: RunOperation = async (name, input) => dispatch(name, input);

const TEXT = `gigafactory: 1
hardware: { gpu: h100-sxm }
fleet: { gpus: 64 }
runs:
  sft: { model: llama3-8b, tokens: 15B, globalBatch: 512, sequenceLength: 8192 }
`;
const FILE = { text: TEXT, file: 'factory.yaml' };

const answer = (operation: Call['operation'], given: Call['arguments'] = {}) =>
  runCall({ operation, arguments: given }, FILE, run);

describe('what grok-nano may call', () => {
  it('is among the tools of everyone else', () => {
    const calls: readonly string[] = OPERATIONS.filter((name) => name !== 'none');
    expect(calls.filter((name) => !(toolNames() as string[]).includes(name))).toEqual([]);
  });
});

describe('a refused call', () => {
  it('says why, where there is no remedy', async () => {
    const said = await answer('plan', { edits: { 'fleet.gpus': '61' } });
    expect(said.text).toBe(
      'With fleet.gpus = 61: 61 GPUs do not fill nodes of 8; take a multiple.',
    );
    expect(said.figures).toEqual([]);
    expect((await answer('explain', { path: 'power.nothing' })).text).toContain('power.nothing');
    expect((await answer('twin', { run: 'other' })).text).toContain('other');
  });

  it('says what it comes to with the remedy that mends it', async () => {
    const { text } = FILE;
    const file = { text: text.replace('model:', 'gpus: 64, model:') };
    const edits = { 'fleet.gpus': '40', 'hardware.gpu': 'b200-sxm' };
    const said = await runCall({ operation: 'plan', arguments: { edits } }, file, run);
    expect(said.text).toMatch(
      /^With fleet\.gpus = 40, hardware\.gpu = b200-sxm: The run takes 64 GPUs of a fleet of 40; .* With runs\.sft\.gpus = 32 as well: /,
    );
    expect(said.figures).toContainEqual({
      ...{ path: 'fleet.gpus', label: 'GPUs', value: 40, unit: 'GPU' },
    });
    expect(said.figures).toContainEqual({
      ...{ path: 'training.sft.gpus', label: 'GPUs of the run', value: 32, unit: 'GPU' },
    });
  });

  it('says what a remedy is of which it is only a part', async () => {
    const file = { text: TEXT.replace('model:', 'gpus: 64, model:') };
    const edits = { 'fleet.gpus': '32', 'operations.detectTime': '1 h' };
    const said = await runCall({ operation: 'plan', arguments: { edits } }, file, run);
    expect(said.text).toContain('Part of a remedy: runs.sft.gpus = 32.');
  });
});

describe('an answer', () => {
  it('explains a figure with its formula and inputs', async () => {
    const { text, figures } = await answer('explain', { path: 'power.facility' });
    expect(text).toMatch(
      /^Facility power \(power\.facility\): .* Formula: it \* pue, where it \(IT load\) is /,
    );
    expect(figures.map(({ path }) => path)).toEqual(['power.facility', 'power.it', 'power.pue']);
    expect(figures[0]).toMatchObject({ unit: 'MW', value: expect.any(Number) });
  });

  it('plans what stands, and a change beside what stood', async () => {
    const { figures } = await answer('plan');
    expect(figures.map(({ path }) => path)).toContain('training.sft.stepTime');
    const changed = await answer('plan', { edits: { 'fleet.gpus': '128' } });
    expect(changed.text).toMatch(
      /^With fleet\.gpus = 128: 128 GPUs instead of 64 GPUs; .*sft: Step time/,
    );
    expect(changed.figures).toContainEqual({
      path: 'fleet.gpus',
      label: 'GPUs',
      value: 128,
      unit: 'GPU',
    });
  });

  it('lists strategies', async () => {
    const { text, figures } = await answer('strategies', { top: 2 });
    expect(text.split('\n')).toHaveLength(3);
    expect(text).toMatch(/^Best strategies of sft, of [\d,]+ evaluated:\n1\. DP/);
    expect(figures.map(({ path, unit }) => [path, unit])).toEqual([
      ['training.sft.stepTime', 's'],
      ['training.sft.mfu', '%'],
    ]);
  });

  it('lives', async () => {
    const { text, figures } = await answer('twin', { days: 20, seed: 7 });
    expect(text).toMatch(
      /^In 20 lives of 20 d of sft, seed 7: goodput \(ETTR\) [\d.]+%; a life has [\d.]+ unexpected and [\d.]+ planned interruptions; most time is lost \w+/,
    );
    expect(figures[0]).toMatchObject({ path: 'twin.sft.ettr', unit: '%' });
  });

  it('searches for a policy', async () => {
    const { text, figures } = await answer('optimise', { over: ['recovery'] });
    expect(text).toMatch(/^Best for sft by goodput, of \d policies: recovery \w+; goodput/);
    expect(figures).toMatchObject([{ path: 'twin.sft.ettr', unit: '%' }]);
  });

  it('traces power', async () => {
    const { text, figures } = await answer('power', { rampLimit: '1 MW/min' });
    expect(text).toContain('To keep the grid within 1 MW/min it takes a battery of ');
    expect(figures.map(({ path }) => path)).toContain('sitePower.sft.safe.energy');
  });

  it('checks the file', async () => {
    expect((await answer('check')).text).toBe('The file has no mistakes; it can be planned.');
    const text = TEXT.replace('llama3-8b', 'llama3-405b');
    const said = await runCall({ operation: 'check', arguments: {} }, { text }, run);
    expect(said.text).toMatch(
      /^The file has 1 mistake\. line \d+: runs\.sft\.model: .* Did you mean "llama31-405b"\?$/,
    );
  });
});

/** A state folder where nothing was ever published. */
const NO_HOME = join(tmpdir(), 'gigafactory-none');

describe('the model that ships', () => {
  let skill: Skill;

  beforeAll(async () => {
    const found = granted(await openRegistry({ home: NO_HOME }).find('grok-nano'));
    skill = granted(await openSkill(found, run));
  });

  afterAll(() => skill.close());

  const ask = async (question: string, more: Partial<Asked> = {}) =>
    granted(await skill.ask({ question, file: FILE, ...more }));

  it('refuses what is not about the file', async () => {
    expect(await ask('who won the world cup?')).toMatchObject({
      ...{ operation: 'none', arguments: {} },
      answer: { text: expect.stringContaining('outside of what grok-nano does'), figures: [] },
    });
  });

  it('answers a question, says only the call where no more is wanted, and goes on from it', async () => {
    const question = 'what if we had 128 GPUs?';
    const first = await ask(question, { dryRun: true });
    expect(first).toMatchObject({
      ...{ operation: 'plan', arguments: { edits: { 'fleet.gpus': '128' } } },
      answer: { text: '', figures: [] },
    });
    const next = await ask('and with 256?', { previous: [first] });
    expect(next.arguments).toEqual({ edits: { 'fleet.gpus': '256' } });
    expect(next.answer.text).toContain('256 GPUs instead of 64 GPUs');
  });

  it('refuses a question that it cannot read to its end', async () => {
    const long = `what does the network draw ${'and then some more of it '.repeat(20)}?`;
    const refused = await ask(long);
    expect(refused.operation).toBe('none');
    expect(refused.answer.text).toMatch(/^The question is too long/);
    expect((await ask(long, { dryRun: true })).operation).toBe('none');
  });

  it('says what is wrong with a file that cannot be planned', async () => {
    const file = { text: TEXT.replace('512', 'many') };
    const refused = await skill.ask({ question: 'what if we had 128 GPUs?', file });
    expect(refused).toMatchObject({ ok: false, problems: [{ path: 'runs.sft.globalBatch' }] });
    expect((await ask('is the file valid?', { file })).answer.text).toContain('1 mistake');
    expect((await ask('what does the network draw?', { file })).answer.text).toMatch(
      /^The file cannot be planned, so it has no figures to ask about\. line \d+: runs\.sft\.globalBatch: /,
    );
  });
});
