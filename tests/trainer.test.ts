import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { endRanks, filesOf, type Gang, makeGang as makeGangOf, members, Rank } from './gang.ts';

/** The trainer as an engine launches it: processes, and one of them is killed. */

const PROGRAM = fileURLToPath(
  new URL('../packages/trainer/bin/gigafactory-trainer.js', import.meta.url),
);
const folder = mkdtempSync(join(tmpdir(), 'gigafactory-trainer-'));
const JOB = {
  format: 'gigafactory-job',
  version: 1,
  run: 'tiny',
  model: {
    ...{
      layers: 2,
      hidden: 32,
      heads: 4,
      kvHeads: 2,
      headDim: 8,
      ffn: 64,
      vocab: 300,
      tied: false,
    },
  },
  sequenceLength: 32,
  globalBatch: 12,
  microBatch: 1,
  steps: 40,
  seed: 5,
};

afterEach(endRanks);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function makeGang(size: number, stdin: 'pipe' | 'ignore' = 'pipe'): Promise<Gang> {
  return makeGangOf(size, { command: [PROGRAM], job: JOB, folder, stdin });
}

interface Undisturbed {
  readonly losses: Map<unknown, unknown>;
  readonly files: unknown;
}

/** What one rank alone comes to, to which every other way to the end is compared. */
let alone: Undisturbed;

beforeAll(async () => {
  const gang = await makeGang(1);
  const rank = gang.launch(0);
  expect(await rank.ended).toBe(0);
  alone = { losses: rank.losses, files: filesOf(join(gang.checkpoints, 'step-00000040')) };
});

describe('ranks of the trainer', () => {
  it('refuse a wrong environment before anything else', async () => {
    const rank = new Rank([PROGRAM], { RANK: '0', WORLD_SIZE: '2' }, 'ignore');
    expect(await rank.ended).toBe(2);
    expect(rank.errors).toMatch(/GIGAFACTORY_PEERS is missing/);
  });

  it('come to the same bits, three as one', async () => {
    const gang = await makeGang(3, 'ignore');
    const ranks = [0, 1, 2].map((rank) => gang.launch(rank));
    expect(await Promise.all(ranks.map(({ ended }) => ended))).toEqual([0, 0, 0]);
    for (const rank of ranks) expect(rank.losses).toEqual(alone.losses);
    expect(filesOf(join(gang.checkpoints, 'step-00000040'))).toEqual(alone.files);
  });

  it.each([0, 1])(
    'go on to the same bits when rank %i is killed and comes back',
    async (victim) => {
      const gang = await makeGang(3);
      const ranks = [0, 1, 2].map((rank) => gang.launch(rank));
      const survivors = [0, 1, 2].filter((rank) => rank !== victim);
      await Promise.all(ranks.map((rank) => rank.says({ step: 3 })));
      ranks[victim]!.kill();
      await ranks[victim]!.ended;
      for (const rank of survivors) ranks[rank]!.order(members(gang, 1, survivors));
      await Promise.all(survivors.map((rank) => ranks[rank]!.says({ members: 1 })));
      await Promise.all(survivors.map((rank) => ranks[rank]!.says({ step: 8 })));
      // They would not wait for it, and the run is short.
      for (const rank of survivors) ranks[rank]!.kill('SIGSTOP');
      const back = gang.launch(victim, { GIGAFACTORY_JOIN: '1' });
      ranks[victim] = back;
      await back.says({ note: 'ready to join' });
      for (const rank of ranks) rank.order(members(gang, 2, [0, 1, 2]));
      for (const rank of survivors) ranks[rank]!.kill('SIGCONT');
      await Promise.all(ranks.map((rank) => rank.says({ members: 2 })));
      expect(await Promise.all(ranks.map(({ ended }) => ended))).toEqual([0, 0, 0]);
      // One that was stopped a step behind takes that step from the other, and says nothing of it.
      const told = survivors.map((rank) => ranks[rank]!.losses);
      expect(new Map(told.flatMap((losses) => [...losses]))).toEqual(alone.losses);
      for (const losses of [...told, back.losses])
        for (const [step, loss] of losses) expect(loss).toBe(alone.losses.get(step));
      expect(back.losses.size).toBeGreaterThan(0);
      expect(filesOf(join(gang.checkpoints, 'step-00000040'))).toEqual(alone.files);
    },
  );

  it('save and leave when told to, and go on from there to the same bits', async () => {
    const gang = await makeGang(2, 'ignore');
    const ranks = [0, 1].map((rank) => gang.launch(rank));
    await ranks[1]!.says({ step: 5 });
    ranks[0]!.kill('SIGTERM');
    expect(await Promise.all(ranks.map(({ ended }) => ended))).toEqual([75, 75]);
    const saved = ranks[0]!.lines.at(-1)!;
    expect(saved['checkpoint']).toMatch(/step-0000000\d$/);
    const resume = { GIGAFACTORY_RESUME: String(saved['checkpoint']), GIGAFACTORY_ATTEMPT: '2' };
    const again = [0, 1].map((rank) => gang.launch(rank, resume));
    expect(await Promise.all(again.map(({ ended }) => ended))).toEqual([0, 0]);
    expect(filesOf(join(gang.checkpoints, 'step-00000040'))).toEqual(alone.files);
  });

  it('refuse a peer of another attempt or without the secret', async () => {
    for (const wrong of [{ GIGAFACTORY_ATTEMPT: '2' }, { GIGAFACTORY_SECRET: 'guessed' }]) {
      const gang = await makeGang(2);
      const first = gang.launch(0);
      const second = gang.launch(1, wrong);
      if ('GIGAFACTORY_ATTEMPT' in wrong) {
        expect(await second.ended).toBe(1);
        expect(second.errors).toMatch(/this is attempt 1, not 2/);
      } else second.kill();
      expect(first.lines).toEqual([]);
      first.kill();
    }
  });

  it('leave when their agent is gone, and end when a peer is and nobody leads them', async () => {
    const led = (await makeGang(1)).launch(0);
    await led.says({ step: 2 });
    led.hangUp();
    expect(await led.ended).toBe(1);
    const gang = await makeGang(2, 'ignore');
    const ranks = [0, 1].map((rank) => gang.launch(rank));
    await ranks[1]!.says({ step: 2 });
    ranks[1]!.kill();
    expect(await ranks[0]!.ended).toBe(1);
    expect(ranks[0]!.errors).toMatch(/gone|ECONNRESET|EPIPE/);
  });
});
