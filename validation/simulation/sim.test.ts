import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { drawSimCase, runSimCase } from '@gigafactory/core/twin';
import { describe, expect, it } from 'vitest';

const SCRIPT = fileURLToPath(new URL('../../scripts/sim.mjs', import.meta.url));
const run = (...args: string[]) =>
  spawnSync(process.execPath, [SCRIPT, ...args], { encoding: 'utf8' });

describe('npm run sim', () => {
  it.each([
    [[], /say --seed N/],
    [['--seed', 'x'], /seed x: expected a whole number/],
    [['--seeds', '5'], /say --seed N/],
    [['--minutes', '0'], /more than 0/],
    [['--seed', '1', '--faults', '1000'], /no such faults/],
    [['--seed', '1', '--nonsense'], /Unknown option/],
  ])('refuses %j with 2', (args, message) => {
    const { status, stderr } = run(...args);
    expect(stderr).toMatch(message);
    expect(status).toBe(2);
  });

  it('tells the digest of a seed, and only of its life', () => {
    const { digest } = runSimCase(drawSimCase(7));
    for (const more of [[], ['--tell']]) {
      const { status, stdout } = run('--seed', '7', ...more);
      expect(stdout).toContain(`digest ${digest}`);
      expect(stdout).toContain('all rules hold');
      expect(status).toBe(0);
    }
  });

  it('comes to one digest over many seeds, however threads share them', () => {
    const digests = [run('--seeds', '0..120'), run('--seeds', '0..120')].map(
      ({ stdout }) => /digest (\w{16})/.exec(stdout)?.[1],
    );
    expect(digests[0]).toBeDefined();
    expect(digests[1]).toBe(digests[0]);
  });

  it('takes its first seed from the date when it runs for a time', () => {
    const first = (date: string) => run('--minutes', '0.001', '--date', date).stdout.split('\n')[0];
    expect(first('2026-01-01')).toMatch(/^0.001 minutes from seed \d+, which 2026-01-01 gives$/);
    expect(first('2026-01-01')).toBe(first('2026-01-01'));
    expect(first('2026-01-02')).not.toBe(first('2026-01-01'));
  });
});
