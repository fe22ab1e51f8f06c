import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const SCRIPT = fileURLToPath(new URL('../../scripts/sim-mutants.mjs', import.meta.url));

it('seeds notice when the epoch test, the unknown rule or the fencing is taken away', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [SCRIPT, '500', '3'], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(stdout).toContain('the epoch test of the supervisor | ');
  expect(stdout).toContain("the engine's fencing of older orders | ");
  expect(status).toBe(0);
});
