import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  deleteCheckpoint,
  listCheckpoints,
  newestReadable,
  sweepDoomed,
  unkept,
  whyUnreadable,
} from './checkpoints.ts';
import { newFolder, removeFolders } from './engine.fixture.ts';

let folder: string;

beforeEach(() => {
  folder = newFolder();
});
afterEach(removeFolders);

function write(step: number, manifest: object = {}): string {
  const path = join(folder, `step-${String(step).padStart(8, '0')}`);
  mkdirSync(path);
  const weights = Buffer.from(`weights ${step}`);
  writeFileSync(join(path, 'weights'), weights);
  const sha256 = createHash('sha256').update(weights).digest('hex');
  const files = { weights: { bytes: weights.length, sha256 } };
  const whole = { format: 'gigafactory-checkpoint', version: 1, step, files, ...manifest };
  writeFileSync(join(path, 'manifest.json'), JSON.stringify(whole));
  return path;
}

const list = () => listCheckpoints(folder, []);

describe('a checkpoint is not readable', () => {
  it.each([
    ['without a manifest', (path: string) => rmSync(join(path, 'manifest.json')), /no manifest/],
    ['with half of one', (path: string) => truncateSync(join(path, 'manifest.json'), 20), /none/],
    ['that lacks a file', (path: string) => rmSync(join(path, 'weights')), /weights is missing/],
    [
      'with a shorter one',
      (path: string) => truncateSync(join(path, 'weights'), 3),
      /has 3 B instead of/,
    ],
    [
      'with a changed one',
      (path: string) => writeFileSync(join(path, 'weights'), 'weights X'),
      /has changed/,
    ],
  ])('%s', async (_, hurt, why) => {
    hurt(write(7));
    const [found] = await list();
    expect(await whyUnreadable(found!)).toMatch(why);
  });

  it.each([
    [{ step: 8 }, /of step 8/],
    [{ version: 2 }, /has version 2, and this program reads 1/],
    [{ format: 'other' }, /none/],
    [{ files: null }, /names no files/],
    [
      { files: { '../../passwd': { bytes: 1, sha256: '' } } },
      /does not say what \.\.\/\.\.\/passwd is/,
    ],
    [{ files: { weights: { bytes: -1, sha256: '' } } }, /does not say what weights is/],
  ])('whose manifest says %j', async (manifest, why) => {
    write(7, manifest);
    const [found] = await list();
    expect(await whyUnreadable(found!)).toMatch(why);
  });
});

describe('checkpoints', () => {
  it('are none in a folder that is not there', async () => {
    expect(await listCheckpoints(join(folder, 'none'), [])).toEqual([]);
  });

  it('are chosen newest first, past those that are not readable', async () => {
    for (const step of [1, 2, 3, 4]) write(step);
    truncateSync(join(folder, 'step-00000004/weights'), 1);
    rmSync(join(folder, 'step-00000003/manifest.json'));
    mkdirSync(join(folder, 'step-9'));
    const { checkpoint, passedOver } = await newestReadable(await list(), 100);
    expect(checkpoint?.step).toBe(2);
    expect(passedOver.map(({ path }) => path.at(-1))).toEqual(['4', '3']);
    expect((await newestReadable(await list(), 1)).checkpoint?.step).toBe(1);
    expect((await newestReadable(await list(), 0)).checkpoint).toBeUndefined();
  });

  it('of another program are what it reported and what is there', async () => {
    const path = join(folder, 'iter_0000500');
    mkdirSync(path);
    const reported = [
      { path, step: 500, ordinal: 1 },
      { path: join(folder, 'gone'), step: 600, ordinal: 2 },
    ];
    const found = await listCheckpoints(folder, reported);
    expect(found).toEqual([{ path, step: 500, hasManifest: false, ordinal: 1 }]);
    expect(await whyUnreadable(found[0]!)).toBeUndefined();
  });

  it('are kept: the last ones, and every nth reported', () => {
    const all = [1, 2, 3, 4, 5, 6].map((ordinal) => ({
      path: String(ordinal),
      step: ordinal * 10,
      hasManifest: true,
      ordinal,
    }));
    const stepsOf = (rule: Parameters<typeof unkept>[1]) =>
      unkept(all, rule).map(({ step }) => step);
    expect(stepsOf({ last: 3 })).toEqual([10, 20, 30]);
    expect(stepsOf({ last: 0 })).toEqual([10, 20, 30, 40, 50]);
    expect(stepsOf({ last: 2, every: 2 })).toEqual([10, 30]);
    expect(stepsOf({ last: 9 })).toEqual([]);
  });

  it('are deleted as a whole, and never outside their folder', async () => {
    write(1);
    const outside = newFolder();
    const [found] = await list();
    await deleteCheckpoint(folder, { ...found!, path: outside });
    await deleteCheckpoint(folder, { ...found!, path: folder });
    expect([existsSync(outside), existsSync(found!.path)]).toEqual([true, true]);
    await deleteCheckpoint(folder, found!);
    expect(readdirSync(folder)).toEqual([]);
    mkdirSync(join(folder, '.deleted-step-00000002/deep'), { recursive: true });
    await sweepDoomed(folder);
    expect(readdirSync(folder)).toEqual([]);
  });
});
