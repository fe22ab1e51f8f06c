import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeFolder, TINY, writeJob } from '../train.fixture.ts';
import { readJob, readLaunch } from './index.ts';

const RANKS = {
  RANK: '1',
  WORLD_SIZE: '2',
  GIGAFACTORY_RUN: 'nano',
  GIGAFACTORY_ATTEMPT: '3',
  GIGAFACTORY_PEERS: '127.0.0.1:41001,[::1]:41002',
  GIGAFACTORY_SECRET: 'known to both',
  GIGAFACTORY_CHECKPOINTS: 'checkpoints',
  GIGAFACTORY_CHECKPOINT_EVERY: '10',
  GIGAFACTORY_RESUME: '',
  GIGAFACTORY_JOB: 'job.json',
};

describe('the environment', () => {
  it('is refused with all that is wrong with it', () => {
    const wrong: [Record<string, string | undefined>, RegExp][] = [
      [{ RANK: '2' }, /RANK is 2: it must be below WORLD_SIZE 2/],
      [{ RANK: undefined }, /RANK is missing/],
      [{ WORLD_SIZE: 'two' }, /WORLD_SIZE is "two"/],
      [{ GIGAFACTORY_PEERS: '127.0.0.1:41001' }, /must be 2 addresses/],
      [{ GIGAFACTORY_PEERS: '127.0.0.1:41001,127.0.0.1:99999' }, /must be 2 addresses/],
      [{ GIGAFACTORY_PEERS_FILE: '/nowhere' }, /PEERS_FILE is "\/nowhere"/],
      [{ GIGAFACTORY_SECRET: '' }, /GIGAFACTORY_SECRET is ""/],
      [{ GIGAFACTORY_JOB: undefined }, /GIGAFACTORY_JOB is missing/],
      [{ GIGAFACTORY_CHECKPOINT_EVERY: '0' }, /CHECKPOINT_EVERY is "0"/],
    ];
    for (const [change, message] of wrong)
      expect(() => readLaunch({ ...RANKS, ...change })).toThrow(message);
    expect(() => readLaunch({})).toThrow(/CHECKPOINTS is missing[\s\S]*JOB is missing/);
  });

  it('names the peers by rank, and may be left out by hand', () => {
    const launch = readLaunch(RANKS);
    expect(launch).toMatchObject({ rank: 1, worldSize: 2, attempt: '3', joins: false });
    expect(launch.peers).toEqual([
      { host: '127.0.0.1', port: 41001 },
      { host: '::1', port: 41002 },
    ]);
    expect(launch.resume).toBeUndefined();
    const { GIGAFACTORY_PEERS, ...others } = RANKS;
    const file = join(makeFolder(), 'peers');
    writeFileSync(file, GIGAFACTORY_PEERS);
    const { peers } = readLaunch({ ...others, GIGAFACTORY_PEERS_FILE: file });
    expect(peers).toEqual(launch.peers);
    const { GIGAFACTORY_CHECKPOINTS, GIGAFACTORY_JOB } = RANKS;
    const alone = readLaunch({ GIGAFACTORY_CHECKPOINTS, GIGAFACTORY_JOB });
    expect(alone).toMatchObject({ rank: 0, worldSize: 1, peers: [], checkpointEvery: 100 });
  });
});

describe('job.json', () => {
  const refusalOf = (change: object): string => {
    const path = join(makeFolder(), 'job.json');
    writeFileSync(path, JSON.stringify(change));
    try {
      readJob(path);
      return 'nothing';
    } catch (error) {
      return error instanceof Error ? error.message : '';
    }
  };

  it('is refused where it is no job or one that this program cannot train', () => {
    expect(() => readJob('/no/such/job.json')).toThrow(/ENOENT/);
    expect(refusalOf({ format: 'other' })).toMatch(/is no gigafactory-job/);
    const job = { format: 'gigafactory-job', version: 1 };
    expect(refusalOf({ ...job, version: 2 })).toMatch(/has version 2/);
    expect(refusalOf(job)).toMatch(/model is missing[\s\S]*run is missing[\s\S]*steps is missing/);
    const model = {
      ...{
        layers: 2,
        hidden: 16,
        heads: 4,
        kvHeads: 3,
        headDim: 5,
        ffn: 24,
        vocab: 100,
        tied: true,
      },
      experts: 8,
      valueDim: 7,
    };
    const problems = refusalOf({
      ...job,
      model,
      strategy: { tp: 2, pp: 1, dp: 2 },
      microBatch: 3,
      globalBatch: 8,
    });
    for (const problem of [
      'model.kvHeads is 3: it must be a divisor of heads 4',
      'model.headDim is 5: it must be even',
      'model.vocab is 100: it must be a whole number of at least 257',
      'model.experts is 8: it must be 0 here',
      'model.valueDim is 7: it must be headDim 5',
      'strategy.tp is 2: it must be 1',
      'globalBatch is 8: it must be a multiple of microBatch 3',
    ])
      expect(problems).toContain(problem);
  });

  it('comes back as it was written', () => {
    expect(readJob(writeJob(makeFolder(), TINY))).toEqual(TINY);
  });
});
