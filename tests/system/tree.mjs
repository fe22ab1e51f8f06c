import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Cell } from './cell.mjs';
import { requirePackage, requireSystem } from './needed.mjs';

/** Debian 13, for Slurm 24.11. */
const SUITE = 'trixie';
const PACKAGES = [
  'ca-certificates',
  'slurm-wlm',
  'slurmrestd',
  'slurm-wlm-plugins',
  'slurm-wlm-jwt-plugin',
  'procps',
  'curl',
];
const OPTIONS = [
  '--variant=apt',
  '--aptopt=APT::Install-Recommends "false"',
  // It is built anew if the machine goes down meanwhile.
  '--dpkgopt=force-unsafe-io',
  '--dpkgopt=path-exclude=/usr/share/man/*',
  '--dpkgopt=path-exclude=/usr/share/doc/*',
  '--dpkgopt=path-exclude=/usr/share/locale/*',
];

/** Where the tree is: a recipe that differs is another tree. */
function treePath() {
  const recipe = createHash('sha256')
    .update(JSON.stringify([SUITE, PACKAGES, OPTIONS, process.arch]))
    .digest('hex');
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  return join(cache, 'gigafactory/system', `${SUITE}-slurm-${recipe.slice(0, 12)}`);
}

/**
 * The tree with Slurm in it, built by the first that asks; others wait for it. It takes about a minute.
 * @returns {Promise<string>} its path
 */
export async function ensureTree() {
  requireSystem();
  const path = treePath();
  if (existsSync(path)) return path;
  requirePackage('mmdebstrap', ['mmdebstrap']);
  mkdirSync(join(path, '..'), { recursive: true });
  process.stdout.write(`building a ${SUITE} tree with Slurm in ${path}\n`);
  const cell = await Cell.open();
  try {
    const { code, stderr } = await cell.run('flock', [`${path}.lock`, 'sh', '-c', BUILD, path], {
      PACKAGES: PACKAGES.join(','),
      SUITE,
      MIRROR: mirror(),
    });
    if (code !== 0) throw new Error(`mmdebstrap ended with ${code}: ${stderr}`);
  } finally {
    await cell.close();
  }
  return path;
}

const BUILD = `
test -e "$0" && exit
rm -rf --one-file-system "$0.part"
mmdebstrap ${OPTIONS.map((option) => `'${option}'`).join(' ')} --include="$PACKAGES" "$SUITE" "$0.part" "$MIRROR" &&
mv "$0.part" "$0"
`;

/** The mirror that this machine's own apt uses. */
function mirror() {
  const asked = ['indextargets', '--format', '$(SITE)', 'Created-By: Packages', 'Label: Debian'];
  const { stdout } = spawnSync('apt-get', asked, { encoding: 'utf8' });
  return stdout?.split('\n')[0] || 'http://deb.debian.org/debian';
}
