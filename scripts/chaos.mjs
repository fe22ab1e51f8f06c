/**
 * `npm run chaos -- --engine local --kills 20 --seed 1`: kills processes of a run with SIGKILL, at random, and
 * looks from the outside at whether anything was lost. See docs/chaos.md.
 *
 *   --engine E       where the run is run: local (default), kubernetes, by a fake API, or
 *                    slurm, a real one with PostgreSQL for the journals, which needs GIGAFACTORY_TEST_SYSTEM=1
 *   --kills N        how many (20)
 *   --seed S         draws the victims and the moments (1)
 *
 * The last line of standard output is one JSON object. Ends with 1 if something was lost, and with 2 when it was
 * called wrongly.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createStream } from '@gigafactory/core/base';
import { openKubernetes } from './lib/chaos/grounds/kubernetes.mjs';
import { openLocal } from './lib/chaos/grounds/local.mjs';
import { openSlurm } from './lib/chaos/grounds/slurm.mjs';
import { holds, reportOf } from './lib/chaos/report.mjs';
import { Rig } from './lib/chaos/rig.mjs';
import { liveRound } from './lib/chaos/round.mjs';
import { drawKinds } from './lib/chaos/victims.mjs';
import { Watch } from './lib/chaos/watch.mjs';

const FILE = fileURLToPath(new URL('./lib/chaos/factory.yaml', import.meta.url));
const RUN = 'chaos';
/** How long it may take, or a minute for each kill if that is more. */
const MOST_MINUTES = 24;

/** What is left of them for the last run to end in, ms. */
const LAST_MS = 180_000;

/** @typedef {import('./lib/chaos/round.mjs').Round} Round */
/** @typedef {import('./lib/chaos/grounds/ground.mjs').Ground} Ground */

/** @type {Readonly<Record<string, () => Ground | Promise<Ground>>>} */
const GROUNDS = { local: openLocal, kubernetes: openKubernetes, slurm: openSlurm };

const started = performance.now();

/** @param {string} text */
function say(text) {
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${seconds.padStart(7)} s  ${text}`);
}

function readOptions() {
  const string = { type: /** @type {const} */ ('string') };
  const { values } = parseArgs({ options: { engine: string, kills: string, seed: string } });
  const { engine = 'local', kills = '20', seed = '1' } = values;
  const open = Object.hasOwn(GROUNDS, engine) ? GROUNDS[engine] : undefined;
  if (!open) throw new RangeError(`engine ${engine}: one of ${Object.keys(GROUNDS).join(', ')}`);
  for (const [name, text] of Object.entries({ kills, seed })) {
    if (!/^\d{1,9}$/.test(text)) throw new RangeError(`${name} ${text}: expected a whole number`);
  }
  if (!existsSync('/proc/self/environ'))
    throw new RangeError('the processes are read from /proc, which only Linux has');
  return { open, kills: Number(kills), seed: Number(seed) };
}

/** @param {Ground} ground */
async function liveUndisturbed(ground) {
  const rig = new Rig(ground.env, ground.parent);
  try {
    say('a run that nothing disturbs');
    const stream = createStream(0);
    const budget = { left: 0, until: 0, kinds: drawKinds(stream, ground.bag) };
    return await liveRound(rig, { ground, file: FILE, run: RUN, say, stream, budget });
  } finally {
    await rig.end();
  }
}

/** Runs, one after the other, until there were enough kills. @param {Ground} ground @param {{ kills: number, seed: number }} options */
async function liveDisturbed(ground, { kills, seed }) {
  const rig = new Rig(ground.env, ground.parent);
  const watch = new Watch(rig.table);
  const stream = createStream(seed);
  const until = Math.max(MOST_MINUTES, kills) * 60_000 - LAST_MS + started;
  const budget = { left: kills, until, kinds: drawKinds(stream, ground.bag) };
  // Ended early, it still tells what it has seen.
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
    process.once(signal, () => {
      budget.until = 0;
    });
  }
  /** @type {Round[]} */
  const rounds = [];
  const orphans = [];
  watch.start();
  try {
    do {
      say(`run ${rounds.length + 1}, ${budget.left} kills to go`);
      const round = await liveRound(rig, { ground, file: FILE, run: RUN, say, stream, budget });
      rounds.push(round);
      say(`${round.state}: ${round.reason}`);
      tellFaults(round);
      if (round.state !== 'finished') break;
      const left = await rig.leftOver(ground.isOfScheduler);
      orphans.push(...left.map(({ pid, argv }) => `${pid} ${argv.join(' ')}`));
    } while (budget.left > 0 && performance.now() < budget.until);
  } finally {
    watch.stop();
    await rig.end();
  }
  const seen = { orphans: [...watch.orphans, ...orphans], duplicates: watch.duplicates };
  for (const text of [...seen.orphans, ...seen.duplicates]) say(`still alive: ${text}`);
  return { rounds, seen: { ...seen, samples: watch.samples } };
}

/** @param {Round} round */
function tellFaults({ unreadable, lost }) {
  for (const text of unreadable) say(`unreadable: ${text}`);
  for (const text of lost) say(`lost: ${text}`);
}

/** @param {Ground} ground @param {{ kills: number, seed: number }} options */
async function test(ground, options) {
  const undisturbed = await liveUndisturbed(ground);
  if (undisturbed.state !== 'finished') {
    say(`nothing to compare with: ${undisturbed.state}: ${undisturbed.reason}`);
    return false;
  }
  const { rounds, seen } = await liveDisturbed(ground, options);
  const report = reportOf(undisturbed, rounds, seen, ground.bag);
  const head = { engine: ground.engine, ...ground.facts, seed: options.seed };
  console.log(JSON.stringify({ ...head, ...report }));
  return holds(report) && report.kills === options.kills;
}

try {
  const { open, ...options } = readOptions();
  const ground = await open();
  try {
    process.exitCode = (await test(ground, options)) ? 0 : 1;
  } finally {
    await ground.end();
  }
} catch (error) {
  if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
