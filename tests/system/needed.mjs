import { spawnSync } from 'node:child_process';

/**
 * The tests of this folder change the machine: they install packages, mount, and run daemons as other users. They
 * run where GIGAFACTORY_TEST_SYSTEM=1 says that they may; there, what is missing is a failure.
 */
export const IS_SYSTEM = process.env['GIGAFACTORY_TEST_SYSTEM'] === '1';

/** Why they do not run here. */
export const NOT_SYSTEM =
  'they install packages and start daemons as root: GIGAFACTORY_TEST_SYSTEM=1 lets them';

/** @throws where these tests must not, or cannot, run */
export function requireSystem() {
  if (!IS_SYSTEM) throw new Error(`Real parts are not for this machine: ${NOT_SYSTEM}`);
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    throw new Error('GIGAFACTORY_TEST_SYSTEM=1 is for Linux, as root: it mounts and unshares');
}

/**
 * Installs packages of Debian unless their command is there.
 * @param {string} command
 * @param {readonly string[]} packages
 */
export function requirePackage(command, packages) {
  requireSystem();
  if (spawnSync('sh', ['-c', `command -v ${command}`]).status === 0) return;
  process.stdout.write(`installing ${packages.join(' ')} for ${command}\n`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const install = ['install', '-y', '--no-install-recommends', ...packages];
  for (const args of [['update'], install]) {
    const { status, stderr } = spawnSync('apt-get', args, { env, encoding: 'utf8' });
    if (status !== 0) throw new Error(`apt-get ${args.join(' ')} ended with ${status}: ${stderr}`);
  }
}
