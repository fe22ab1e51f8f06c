import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const SCRIPT = fileURLToPath(new URL('../../scripts/chaos.mjs', import.meta.url));
const LIMIT_MS = 15 * 60_000;

/** Without leave to start a site's daemons, whatever leave the tests have. */
const { GIGAFACTORY_TEST_SYSTEM: _, ...env } = process.env;

function chaos(...args: readonly string[]) {
  return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    const options = { timeout: LIMIT_MS, env };
    execFile(process.execPath, [SCRIPT, ...args], options, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code ?? -1) : 0, stdout, stderr }),
    );
  });
}

describe('chaos', { retry: 0 }, () => {
  it.each([[['--engine', 'slurm']], [['--kills', 'many']], [['--seed', '-1']], [['--victims']]])(
    'says what is wrong with %j',
    async (args) => {
      const { code, stdout, stderr } = await chaos(...args);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).not.toBe('');
    },
  );

  it.runIf(process.platform === 'linux')(
    'loses nothing to a dozen kills',
    async () => {
      const { code, stdout, stderr } = await chaos(
        '--engine',
        'local',
        '--kills',
        '12',
        '--seed',
        '1',
      );
      const report = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
      expect({ code, stderr, report, stdout }).toMatchObject({
        code: 0,
        stderr: '',
        report: {
          kills: 12,
          finalLossEqual: true,
          weightsEqual: true,
          orphans: 0,
          duplicateAttempts: 0,
          lostEvents: 0,
          stepsOfAnotherLoss: 0,
          unreadableCheckpoints: 0,
        },
      });
    },
    LIMIT_MS,
  );
});
