import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { endRanks, filesOf, type Gang, makeGang as makeGangOf, members, Rank } from './gang.ts';

/** grok-trainer as an engine launches it: its options, its lessons, and ranks of which one is killed. */

const PROGRAM = fileURLToPath(new URL('../packages/grok/bin/grok-trainer.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'gigafactory-teach-'));
const JOB = {
  format: 'gigafactory-job',
  version: 1,
  run: 'tiny',
  model: {
    ...{ layers: 1, hidden: 16, heads: 2, kvHeads: 1, headDim: 8, ffn: 24, vocab: 700 },
    ...{ tied: true },
  },
  sequenceLength: 128,
  globalBatch: 4,
  microBatch: 1,
  steps: 24,
  seed: 5,
};
const SAMPLE = JOB.sequenceLength + 1;
/** Of whole runs of several processes, each of which makes its lessons first. */
const PATIENCE_MS = 600_000;

/** Where `--prepare` wrote: the checkpoint of step 0 has the tokenizer, which no other rank learns again. */
const prepared = join(folder, 'prepared');
const first = join(prepared, 'step-00000000');

function makeGang(size: number, environment: Record<string, string> = {}): Promise<Gang> {
  const resume = { GIGAFACTORY_RESUME: first, ...environment };
  return makeGangOf(size, { command: [PROGRAM], job: JOB, folder, environment: resume });
}

function runOnce(environment: Record<string, string>, ...options: string[]): Rank {
  return new Rank([PROGRAM, ...options], environment, 'ignore');
}

/** A program in the place of Python: it has PyTorch if `script` says so by its first argument. */
function fakePython(script: string): string {
  const path = join(folder, `python-${script.length}`);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

beforeAll(async () => {
  const job = join(folder, 'job.json');
  writeFileSync(job, JSON.stringify(JOB));
  const rank = runOnce(
    { GIGAFACTORY_JOB: job, GIGAFACTORY_CHECKPOINTS: prepared },
    '--prepare',
    prepared,
  );
  expect([await rank.ended, rank.errors]).toEqual([0, '']);
}, PATIENCE_MS);

afterEach(endRanks);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('grok-trainer refuses', { timeout: PATIENCE_MS }, () => {
  const job = join(folder, 'job.json');
  const launch = { GIGAFACTORY_JOB: job, GIGAFACTORY_CHECKPOINTS: join(folder, 'refused') };

  it.each([
    { options: ['--pytorhc'], message: /Its only options: --prepare FOLDER, --measure/ },
    { options: ['--pytorch', '--prepare', 'x'], message: /Its only options/ },
    { options: ['--prepare'], message: /Its only options/ },
    {
      options: [],
      environment: { GIGAFACTORY_JOB: '' },
      message: /GIGAFACTORY_JOB is "": it must be a text/,
    },
    {
      options: ['--pytorch'],
      environment: { GIGAFACTORY_PYTHON: '/bin/false' },
      message: /^GIGAFACTORY_PYTHON: \/bin\/false has no PyTorch/,
    },
  ])('$options $environment', async ({ options, environment, message }) => {
    const rank = runOnce({ ...launch, ...environment }, ...options);
    expect(await rank.ended).toBe(2);
    expect(rank.errors).toMatch(message);
    expect(rank.lines).toEqual([]);
  });

  it('a checkpoint of another vocabulary', async () => {
    const other = join(folder, 'other.json');
    writeFileSync(other, JSON.stringify({ ...JOB, model: { ...JOB.model, vocab: 701 } }));
    const rank = runOnce({ ...launch, GIGAFACTORY_JOB: other, GIGAFACTORY_RESUME: first });
    expect(await rank.ended).toBe(76);
    expect(rank.errors).toMatch(/config.json says vocab_size 700/);
  });
});

describe('the lessons of grok-trainer', { timeout: PATIENCE_MS }, () => {
  it('are asked for their calls only, and have a hash that the checkpoint keeps', () => {
    const bytes = readFileSync(join(prepared, 'samples.i32'));
    const samples = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
    expect(samples).toHaveLength(JOB.steps * JOB.globalBatch * SAMPLE);
    const asked = samples.filter((token) => token >= 0).length;
    expect(asked).toBeGreaterThan(samples.length / 20);
    expect(asked).toBeLessThan(samples.length / 2);
    for (const token of samples) expect(token < 0 ? -1 - token : token).toBeLessThan(700);
    const { text } = JSON.parse(readFileSync(join(first, 'manifest.json'), 'utf8'));
    expect(text).toMatch(/^[0-9a-f]{64}$/);
  });

  it('are told apart from others that a checkpoint was trained on', async () => {
    const manifest = join(first, 'manifest.json');
    const before = readFileSync(manifest, 'utf8');
    const note = { note: 'the text is not the one that the checkpoint was trained on' };
    const notesOf = async () => {
      const rank = (await makeGang(1)).launch(0);
      await rank.says({ step: 1 });
      return rank.lines.filter((line) => 'note' in line);
    };
    expect(await notesOf()).toEqual([]);
    writeFileSync(manifest, JSON.stringify({ ...JSON.parse(before), text: 'ab'.repeat(32) }));
    expect(await notesOf()).toEqual([note]);
    writeFileSync(manifest, before);
  });
});

describe('ranks of grok-trainer', { timeout: PATIENCE_MS }, () => {
  it('come to the same bits when one is killed and comes back, and when both leave', async () => {
    const gang = await makeGang(1);
    const rank = gang.launch(0);
    expect(await rank.ended).toBe(0);
    const alone = { losses: rank.losses, files: filesOf(join(gang.checkpoints, 'step-00000024')) };
    expect(Number(alone.losses.get(24))).toBeLessThan(Number(alone.losses.get(1)));

    const two = await makeGang(2);
    const [staying, killed] = [two.launch(0), two.launch(1)];
    await Promise.all([staying, killed].map((each) => each.says({ step: 3 })));
    killed.kill();
    await killed.ended;
    staying.order(members(two, 1, [0]));
    await staying.says({ members: 1 });
    // It would not wait for the other, and the run is short.
    staying.kill('SIGSTOP');
    const back = two.launch(1, { GIGAFACTORY_JOIN: '1' });
    await back.says({ note: 'ready to join' });
    for (const each of [staying, back]) each.order(members(two, 2, [0, 1]));
    staying.kill('SIGCONT');
    await back.says({ members: 2 });
    await back.says({ loss: alone.losses.get(12) });
    // Whoever leads them tells both.
    for (const each of [staying, back]) each.kill('SIGTERM');
    expect(await Promise.all([staying.ended, back.ended])).toEqual([75, 75]);

    const saved = String(staying.lines.at(-1)!['checkpoint']);
    expect(saved).toMatch(/step-000000\d\d$/);
    const resume = { GIGAFACTORY_RESUME: saved, GIGAFACTORY_ATTEMPT: '2' };
    const again = [0, 1].map((each) => two.launch(each, resume));
    expect(await Promise.all(again.map(({ ended }) => ended))).toEqual([0, 0]);
    for (const each of [staying, killed, back, ...again])
      for (const [step, loss] of each.losses) expect(loss).toBe(alone.losses.get(step));
    expect(filesOf(join(two.checkpoints, 'step-00000024'))).toEqual(alone.files);
  });
});

describe('a rank in PyTorch', { timeout: PATIENCE_MS }, () => {
  const HAS = 'if [ "$1" = -c ]; then exit 0; fi';

  /** What the rank ended with when `script` stood in the place of train.py. */
  async function endOf(script: string, extra: Record<string, string> = {}): Promise<Rank> {
    const gang = await makeGangOf(2, {
      ...{ command: [PROGRAM, '--pytorch'], job: JOB, folder },
      environment: { GIGAFACTORY_PYTHON: fakePython(`${HAS}\n${script}`), ...extra },
    });
    return gang.launch(1);
  }

  it('gets samples and a checkpoint of its own, and ends as its Python does', async () => {
    const told = `echo "{\\"resume\\":\\"$GIGAFACTORY_RESUME\\",\\"samples\\":\\"$GIGAFACTORY_SAMPLES\\",\\"rank\\":$RANK}"`;
    const rank = await endOf(
      `test -f "$GIGAFACTORY_RESUME/manifest.json" || exit 9\n${told}\nexit 76`,
    );
    expect([await rank.ended, rank.errors]).toEqual([76, '']);
    const line = rank.lines[0]!;
    expect(line['rank']).toBe(1);
    expect(line['resume']).toMatch(/\.samples-1\/step-00000000$/);
    expect(line['samples']).toMatch(/\.samples-1\/samples\.i32$/);
  });

  it('says that nothing was saved when its Python was killed, and joins nobody', async () => {
    const killed = await endOf('kill -KILL $$');
    expect(await killed.ended).toBe(1);
    const joining = await endOf('exit 0', { GIGAFACTORY_JOIN: '1' });
    expect(await joining.ended).toBe(1);
    expect(joining.errors).toMatch(/joins no others/);
  });

  it('takes its Python along when its agent is gone', async () => {
    const rank = await endOf('echo "{\\"pid\\":$$}"\nexec sleep 600');
    while (rank.lines.length === 0) await new Promise((resolve) => setTimeout(resolve, 100));
    rank.hangUp();
    expect(await rank.ended).toBe(1);
    expect(() => process.kill(Number(rank.lines[0]!['pid']), 0)).toThrow('ESRCH');
  });
});
