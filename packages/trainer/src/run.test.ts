import { appendFileSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Job, Orders, readJob, readLaunch } from './launch/index.ts';
import { prepareJob } from './prepare.ts';
import { trainJob } from './run.ts';
import { makeFolder, TINY, writeJob } from './train.fixture.ts';
import type { Report } from './training.ts';

interface Trained {
  readonly lines: Record<string, unknown>[];
  readonly outcome: string;
  readonly checkpoints: string;
}

async function train(
  job: Job,
  resume = '',
  leaveAfter = Number.POSITIVE_INFINITY,
): Promise<Trained> {
  const folder = makeFolder();
  const checkpoints = join(folder, 'checkpoints');
  const launch = readLaunch({
    GIGAFACTORY_JOB: writeJob(folder, job),
    GIGAFACTORY_CHECKPOINTS: checkpoints,
    GIGAFACTORY_CHECKPOINT_EVERY: '3',
    GIGAFACTORY_RESUME: resume,
  });
  const lines: Record<string, unknown>[] = [];
  const orders = new Orders({ generation: 0, ranks: [0], peers: [] }, false);
  const report: Report = (line) => {
    lines.push(line);
    if (losses(lines).length === leaveAfter) orders.leave();
  };
  const outcome = await trainJob(readJob(launch.job), launch, orders, report);
  return { lines, outcome, checkpoints };
}

const losses = (lines: Trained['lines']): unknown[] =>
  lines.filter(({ loss }) => loss !== undefined).map(({ loss }) => loss);

function digestOf(path: string): unknown {
  return JSON.parse(readFileSync(join(path, 'manifest.json'), 'utf8')).files;
}

describe('a rank alone', () => {
  it('refuses a checkpoint that is damaged and says which file', async () => {
    const { checkpoints } = await train({ ...TINY, steps: 3 });
    const path = join(checkpoints, 'step-00000003');
    const refused = (): Promise<unknown> =>
      train(TINY, path).catch((error: Error) => error.message);
    const damage: [string, (file: string) => void, RegExp][] = [
      ['tokenizer.json', (file) => appendFileSync(file, ' '), /has \d+ bytes of \d+/],
      ['model.safetensors', flipByte, /SHA-256 differs/],
      ['optimizer.safetensors', (file) => truncateSync(file, 100), /has 100 bytes/],
      ['manifest.json', (file) => truncateSync(file, 20), /is not JSON/],
    ];
    for (const [name, spoil, message] of damage) {
      const before = readFileSync(join(path, name));
      spoil(join(path, name));
      expect(await refused()).toMatch(message);
      expect(await refused()).toContain(join(path, name));
      writeFileSync(join(path, name), before);
    }
    const other = { ...TINY, model: { ...TINY.model, feedForward: 32 } };
    await expect(train(other, path)).rejects.toThrow(/config.json says intermediate_size 24/);
  });

  it('learns, and goes on from a checkpoint to the same bits', async () => {
    const whole = await train(TINY);
    expect(whole.outcome).toBe('done');
    expect(whole.lines[0]).toEqual({ start: 0 });
    expect(whole.lines.at(-1)).toMatchObject({ step: 6 });
    expect(losses(whole.lines)).toHaveLength(6);
    expect(Number(losses(whole.lines)[5])).toBeLessThan(Number(losses(whole.lines)[0]));
    const first = join(whole.checkpoints, 'step-00000003');
    const rest = await train(TINY, first);
    expect(rest.lines[0]).toEqual({ start: 3 });
    expect(losses(rest.lines)).toEqual(losses(whole.lines).slice(3));
    const [one, other] = [whole, rest].map((run) => join(run.checkpoints, 'step-00000006'));
    expect(digestOf(one!)).toEqual(digestOf(other!));
  });

  it('writes what another program needs to train the same job', async () => {
    const folder = makeFolder();
    const launch = readLaunch({
      GIGAFACTORY_JOB: writeJob(folder, TINY),
      GIGAFACTORY_CHECKPOINTS: folder,
    });
    await prepareJob(TINY, launch, folder, () => undefined);
    const { steps, globalBatch, sequence } = TINY;
    const samples = readFileSync(join(folder, 'samples.i32'));
    expect(samples).toHaveLength(4 * steps * globalBatch * (sequence + 1));
    const whole = await train(TINY);
    const rest = await train(TINY, join(folder, 'step-00000000'));
    expect(losses(rest.lines)).toEqual(losses(whole.lines));
  });

  it('writes for another program only what is left of a job that has begun', async () => {
    const [folder, later] = [makeFolder(), makeFolder()];
    const given = { GIGAFACTORY_JOB: writeJob(folder, TINY), GIGAFACTORY_CHECKPOINTS: folder };
    await prepareJob(TINY, readLaunch(given), folder, () => undefined);
    const { checkpoints } = await train(TINY);
    const begun = join(checkpoints, 'step-00000003');
    const launch = readLaunch({ ...given, GIGAFACTORY_RESUME: begun });
    const lines: unknown[] = [];
    await prepareJob(TINY, launch, later, (line) => lines.push(line));
    expect(lines[0]).toEqual({ checkpoint: join(later, 'step-00000003'), step: 3 });
    expect(digestOf(join(later, 'step-00000003'))).toEqual(digestOf(begun));
    const [whole, rest] = [folder, later].map((path) => readFileSync(join(path, 'samples.i32')));
    const done = 4 * 3 * TINY.globalBatch * (TINY.sequence + 1);
    expect(rest).toHaveLength(whole!.length);
    expect(rest!.subarray(0, done).every((byte) => byte === 0)).toBe(true);
    expect(rest!.subarray(done)).toEqual(whole!.subarray(done));
  });

  it('saves and leaves when told to', async () => {
    const { lines, outcome, checkpoints } = await train(TINY, '', 2);
    expect(outcome).toBe('left');
    expect(lines.at(-1)).toEqual({ checkpoint: join(checkpoints, 'step-00000002'), step: 2 });
    expect(readdirSync(checkpoints)).toEqual(['step-00000002']);
  });
});

function flipByte(file: string): void {
  const content = readFileSync(file);
  content[content.length - 1]! ^= 1;
  writeFileSync(file, content);
}
