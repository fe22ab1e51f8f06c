/**
 * `node scripts/release.mjs`: says what keeps this checkout from being released, or prints the commands that
 * would publish it, and runs none of them. With `--publish` it runs them, and stops at the first that fails.
 *
 * Works on the repository it is called in. Ends with 1 when the checkout cannot be released or a command
 * failed, and with 2 when it was called wrongly. See docs/releasing.md.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { PACKAGES, releaseCommands, releaseProblems, versionOf } from './lib/release.mjs';

/** @param {string} path */
const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));
/** @param {readonly string[]} args */
const git = (args) => execFileSync('git', args, { encoding: 'utf8' });

/** @returns {import('./lib/release.mjs').Checkout} */
function readCheckout() {
  return {
    manifests: PACKAGES.map((name) => readJson(`packages/${name}/package.json`)),
    lock: readJson('package-lock.json'),
    changelog: readFileSync('CHANGELOG.md', 'utf8'),
    tags: git(['tag', '--list']).split('\n'),
    changes: git(['status', '--porcelain']),
  };
}

/** @param {boolean} isMeant whether to publish @returns {number} how the process ends */
function release(isMeant) {
  const checkout = readCheckout();
  const problems = releaseProblems(checkout);
  if (problems.length > 0) {
    console.error(problems.map((problem) => `- ${problem}`).join('\n'));
    return 1;
  }
  for (const [program, ...args] of releaseCommands(versionOf(checkout))) {
    console.log([program, ...args].join(' '));
    if (isMeant && spawnSync(program, args, { stdio: 'inherit' }).status !== 0) return 1;
  }
  if (!isMeant) console.log('\nNothing was run. To publish: node scripts/release.mjs --publish');
  return 0;
}

function readOptions() {
  try {
    return parseArgs({ options: { publish: { type: 'boolean', default: false } } }).values;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return undefined;
  }
}

const options = readOptions();
process.exitCode = options ? release(options.publish) : 2;
