import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { RULE_NAMES } from '@gigafactory/core/protocol';
import { expect, it } from 'vitest';

const SCRIPT = fileURLToPath(new URL('../../scripts/sim-mutants.mjs', import.meta.url));

// Which seed finds which is a unit test; that the command itself runs over all of them is this one.
it('the command takes each rule away in turn, and fails as long as some are not noticed', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [SCRIPT, '2'], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  for (const name of Object.values(RULE_NAMES)) expect(stdout).toContain(`| ${name} | `);
  expect(stdout).toMatch(/\n22 mutants, \d+ found\n$/);
  expect(status).toBe(1);
});
