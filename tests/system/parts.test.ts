import { spawnSync } from 'node:child_process';
import { describe } from 'vitest';
import { IS_SYSTEM } from './needed.mjs';
import { itAnswersInParts } from './parts.ts';
import { SlurmCluster } from './slurm.mjs';

describe.skipIf(!IS_SYSTEM)('the answer of tasks of a job array in Slurm', () => {
  itAnswersInParts(async () => {
    const cluster = await SlurmCluster.start({ nodes: 2 });
    const { env, shared } = cluster;
    return {
      env,
      shared,
      options: ['--engine', 'slurm', '--partition', 'gpu', '--shared', shared],
      living: async () => {
        const { stdout } = spawnSync('squeue', ['-h', '-o', '%i %j %T'], {
          env,
          encoding: 'utf8',
        });
        return stdout.split('\n').filter((line) => line.includes('gigafactory-parts-'));
      },
      stop: () => cluster.stop(),
    };
  });
});
