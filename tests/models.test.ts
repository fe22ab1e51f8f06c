import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dispatch } from '@gigafactory/core/api';
import { modelFacts, modelList, type PublishedModel } from '@gigafactory/core/models';
import { packCheckpoint, saveCheckpoint } from '@gigafactory/trainer/checkpoint';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { doorTo, fakePlane, runDetail } from '../packages/cli/src/control/plane.fixture.ts';
import { type Ended, runMain, type Surroundings } from '../packages/cli/src/io.fixture.ts';
import { readModel } from '../packages/grok/src/model/index.ts';
import { tinyModel } from '../packages/grok/src/model/model.fixture.ts';

/* From the checkpoint of a run to a published model, by the commands. */

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const FACTORY = readFileSync(join(ROOT, 'examples/grok-nano.yaml'), 'utf8');
const JOB = JSON.stringify({ format: 'gigafactory-job', version: 1, run: 'grok-nano', seed: 7 });
/** Steps of 0.88 s, as the prediction of the run in the fixture has it. */
const JOURNAL = [
  '{"format":"gigafactory-journal","version":2}\n',
  '{"at":0,"run":"grok-nano","attempt":0,"epoch":0,"kind":"requested"}\n',
  '{"at":9,"run":"grok-nano","attempt":1,"epoch":1,"kind":"checkpointed","work":44000000}\n',
  '{"at":99,"run":"grok-nano","attempt":2,"epoch":2,"kind":"checkpointed","work":88000000}\n',
  '{"commands":[]}\n',
];
const DATA = 'cd'.repeat(32);

/** The plan does not change between tests. */
const PLAN = dispatch('plan', { text: FACTORY, edits: {} });

let home: string;
let steps: Record<number, string>;

/** A state folder with a run that keeps checkpoints of steps 50 and 100. */
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'gigafactory-models-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const folder = join(home, 'runs/grok-nano');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'job.json'), JOB);
  steps = {};
  for (const step of [50, 100]) {
    const { shape, layout, sequence, weights, tokenizer } = tinyModel();
    weights[3] = step / 128;
    const zeros = new Float32Array(layout.size);
    const state = { step, parameters: weights, first: zeros, second: zeros };
    const files = packCheckpoint({ shape, layout, sequence }, state, tokenizer);
    const facts = { run: 'grok-nano', seed: 7, text: DATA };
    steps[step] = await saveCheckpoint(join(folder, 'checkpoints'), step, files, facts);
  }
});

function gigafactory(line: string, around: Surroundings = {}): Promise<Ended> {
  const at = '2026-11-29T20:42:00.000Z';
  const checkpoints = Object.entries(steps).map(([step, path]) => {
    return { step: Number(step), path, at, bytes: 1, state: 'kept' as const };
  });
  const empty = runDetail({ run: 'empty', checkpoints: [] });
  const trained = runDetail({ folder: join(home, 'runs/grok-nano'), checkpoints });
  const plane = fakePlane({ runs: [trained, empty], journal: JOURNAL, factory: FACTORY });
  const control = { ...doorTo(plane), folder: home };
  const run: Surroundings['run'] = async (name, input) => {
    expect({ name, input }).toEqual({
      name: 'plan',
      input: { text: FACTORY, file: 'f.yaml', edits: {} },
    });
    return PLAN as ReturnType<typeof dispatch<typeof name>>;
  };
  return runMain(line.split(' '), { control, run, ...around });
}

async function listed(line = 'models'): Promise<PublishedModel[]> {
  const { models } = modelList.parse(JSON.parse((await gigafactory(`${line} --json`)).out));
  return models.filter(({ ships }) => !ships);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

describe('publish refuses', () => {
  it.each([
    ['publish gork-nano', 'run.unknown'],
    ['publish empty', 'checkpoint.none'],
    ['publish grok-nano --checkpoint 51', 'checkpoint.unknown'],
    ['publish grok-nano --name Grok!', 'model.name'],
    ['publish grok-nano --name grok', 'model.name'],
    ['publish grok-nano --precision Q8_0', 'usage.precision'],
    ['publish grok-nano --evaluation none.json', 'file.missing'],
  ])('%s', async (line, code) => {
    const { code: exit, out } = await gigafactory(`${line} --json`);
    expect(exit).toBe(2);
    expect(JSON.parse(out).problems[0].code).toBe(code);
    expect(await listed()).toEqual([]);
  });

  it('a checkpoint whose files are not those of its manifest', async () => {
    const path = join(steps[100]!, 'model.safetensors');
    const bytes = readFileSync(path);
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(path, bytes);
    const { code, err } = await gigafactory('publish grok-nano');
    expect(code).toBe(2);
    expect(err).toContain('is not what was written: its SHA-256 differs');
  });

  it('an evaluation that is no object', async () => {
    writeFileSync(join(home, 'list.json'), '[1]');
    const { code, err } = await gigafactory('publish grok-nano --evaluation list.json', {
      cwd: home,
    });
    expect(code).toBe(2);
    expect(err).toContain('is no JSON object');
  });
});

describe('publish', () => {
  it('keeps the newest checkpoint with what proves where it came from', async () => {
    const { code, out } = await gigafactory('publish grok-nano --licence Apache-2.0 --json');
    expect(code).toBe(0);
    const { folder, isNew, ...facts } = JSON.parse(out);
    expect(isNew).toBe(true);
    const { lineage, sha256: hash, files } = modelFacts.parse(facts);
    expect(PLAN.ok).toBe(true);
    expect(lineage).toMatchObject({
      ...{ run: 'grok-nano', attempt: 2, step: 100, steps: 400, seed: 7, data: { text: DATA } },
      journal: { line: 4, sha256: sha256(JOURNAL.slice(0, 4).join('')) },
      factory: sha256(FACTORY),
      job: sha256(JOB),
      plan: sha256(`${JSON.stringify(PLAN.ok && PLAN.value, undefined, 2)}\n`),
      checkpoint: sha256(readFileSync(join(steps[100]!, 'manifest.json'), 'utf8')),
    });
    const text = (name: string) => readFileSync(join(folder, 'lineage', name), 'utf8');
    expect(text('factory.yaml')).toBe(FACTORY);
    expect(text('journal.jsonl')).toBe(JOURNAL.join(''));
    const lines = Object.entries(files).map(([name, file]) => `${file.sha256}  ${name}\n`);
    expect(hash).toBe(sha256(lines.sort((a, b) => (a.slice(66) < b.slice(66) ? -1 : 1)).join('')));
    const read = await readModel(folder);
    expect(read.ok && read.value.weights[3]).toBe(100 / 128);
  });

  it('takes the step, the name and the results that it is given', async () => {
    writeFileSync(join(home, 'e.json'), '{"operationRight":0.93}');
    const line =
      'publish grok-nano --checkpoint 50 --name tiny --precision F32 --evaluation e.json';
    expect((await gigafactory(line, { cwd: home })).code).toBe(0);
    const [model] = await listed();
    expect(model).toMatchObject({
      ...{ model: 'tiny@1', precision: 'F32', licence: null },
      ...{ evaluation: { operationRight: 0.93 }, publishedBy: 'ada@hill' },
      lineage: { step: 50, attempt: 1, journal: { line: 3 } },
    });
  });

  it('says so where it was published before', async () => {
    await gigafactory('publish grok-nano');
    const { out } = await gigafactory('publish grok-nano');
    expect(out).toContain('grok-nano@1, which was published before');
    expect(await listed()).toHaveLength(1);
  });
});

describe('models', () => {
  it('lists what ships on a machine where nothing was run, and makes no folder', async () => {
    const none = join(home, 'none');
    const control = { ...doorTo(fakePlane({ runs: [] })), folder: none };
    const { code, out } = await gigafactory('models --json', { control });
    expect(code).toBe(0);
    const { models } = modelList.parse(JSON.parse(out));
    expect(models.every(({ ships }) => ships)).toBe(true);
    expect(existsSync(none)).toBe(false);
  });

  it('shows one with its lineage, and names one that there is not', async () => {
    await gigafactory('publish grok-nano');
    const { out } = await gigafactory('models grok-nano@1');
    expect(out).toContain('grok-nano, attempt 2, step 100 of 400');
    expect(out).toContain(sha256(FACTORY));
    const { code, err } = await gigafactory('models grok-nano@7');
    expect(code).toBe(2);
    expect(err).toContain('Did you mean "grok-nano@1"?');
  });

  it('says how one did, in each set of questions', async () => {
    const results = {
      ...{ questions: 'q.csv', rows: [1], release: { operationRight: 0.8933, ms: 41 } },
      build: { validJson: 1, alone: { argumentsRight: 0.72 } },
    };
    writeFileSync(join(home, 'e.json'), JSON.stringify(results));
    await gigafactory('publish grok-nano --evaluation e.json', { cwd: home });
    const { out } = await gigafactory('models grok-nano@1');
    const [, evaluation = ''] = out.split('Evaluation\n');
    expect(
      evaluation
        .trimEnd()
        .split('\n')
        .map((line) => line.trim().split(/ {2,}/)),
    ).toEqual([
      ['questions', 'q.csv'],
      ['release', 'operationRight 89.3%, ms 41'],
      ['build', 'validJson 100.0%'],
      ['build, alone', 'argumentsRight 72.0%'],
    ]);
  });

  it.each([
    ['models --gguf x.gguf', 'usage.operand'],
    ['models --remove', 'usage.operand'],
    ['models grok-nano --prune', 'usage.operand'],
    ['models grok-nano --remove --gguf x', 'usage.option'],
    ['models --keep 2', 'usage.option'],
    ['models --yes', 'usage.option'],
  ])('refuses %s', async (line, code) => {
    const ended = await gigafactory(`${line} --json`);
    expect(ended.code).toBe(2);
    expect(JSON.parse(ended.out).problems[0].code).toBe(code);
  });

  it('writes a file for llama.cpp', async () => {
    await gigafactory('publish grok-nano');
    const line = 'models grok-nano@1 --gguf tiny.gguf --precision F32';
    expect((await gigafactory(line, { cwd: home })).code).toBe(0);
    expect(readFileSync(join(home, 'tiny.gguf')).subarray(0, 4).toString()).toBe('GGUF');
    const wrong = await gigafactory('models grok-nano@1 --gguf x.gguf --precision F8', {
      cwd: home,
    });
    expect(wrong.err).toContain('F32, F16, Q8_0');
  });

  it('says what it would prune, prunes with --yes, and removes one if told so', async () => {
    for (const step of [50, 100]) await gigafactory(`publish grok-nano --checkpoint ${step}`);
    await gigafactory('publish grok-nano --licence MIT');
    await gigafactory('promote grok-nano@1');
    const planned = await gigafactory('models --prune');
    expect(planned.out).toContain('Nothing needs grok-nano@2: ');
    expect(planned.out).toContain('grok-nano@1 stays: grok means it.');
    expect(await listed()).toHaveLength(3);
    expect((await gigafactory('models --prune --yes --json')).out).toContain('"isDone": true');
    expect((await listed()).map(({ model }) => model).sort()).toEqual([
      'grok-nano@1',
      'grok-nano@3',
    ]);
    const { err } = await gigafactory('models grok-nano@1 --remove');
    expect(err).toContain('grok-nano@1 stays, for grok means it.');
    await gigafactory('models grok-nano@3 --remove', { answers: ['n'] });
    expect(await listed()).toHaveLength(2);
    await gigafactory('models grok-nano@3 --remove', { answers: ['y'] });
    expect(await listed('models grok-nano@1')).toHaveLength(1);
  });
});

describe('promote', () => {
  it('lets grok mean a version, and takes it back', async () => {
    for (const step of [50, 100]) await gigafactory(`publish grok-nano --checkpoint ${step}`);
    await gigafactory('promote grok-nano@1');
    const { out } = await gigafactory('promote grok-nano@2 --why better');
    expect(out).toBe('grok means grok-nano@2; it meant grok-nano@1.\n');
    const back = JSON.parse((await gigafactory('promote --back --json')).out);
    expect(back).toMatchObject({ kind: 'back', model: 'grok-nano@1', by: 'ada@hill' });
    expect((await listed('models grok')).map(({ model }) => model)).toEqual(['grok-nano@1']);
  });

  it.each([
    ['promote', 'usage.operand'],
    ['promote grok-nano@1 --back', 'usage.operand'],
    ['promote grok-nano@9', 'model.unknown'],
    ['promote --back --alias night', 'alias.first'],
  ])('refuses %s', async (line, code) => {
    const ended = await gigafactory(`${line} --json`);
    expect(ended.code).toBe(2);
    expect(JSON.parse(ended.out).problems[0].code).toBe(code);
  });
});
