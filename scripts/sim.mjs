/**
 * `npm run sim -- --seed N`: lives the random factory of a seed under all checkers.
 *
 *   --seed N            one case; a failing one is shrunk
 *     --faults 0,3      ... with only these faults of it (or `none`), likewise --messages
 *     --plain a,b       ... and these options made plain, as a shrunk case says
 *     --tell            ... and prints what happens in it
 *   --seeds FROM..TO    all cases from FROM to before TO
 *   --minutes M         cases for M minutes, from a seed that the date gives; failing ones are kept
 *     --date D          ... another date than today's
 *     --out DIR         ... in this folder instead of sim-failures/
 *
 * Ends with 1 when a case failed, and with 2 when it was called wrongly.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createStream, Digest } from '@gigafactory/core/base';
import {
  drawSimCase,
  narrowSimCase,
  runSimCase,
  shrinkSimCase,
  wholeOf,
} from '@gigafactory/core/twin';
import { liveSeeds } from './lib/sim-pool.mjs';
import { replayCommand, showShrunk, showViolations, teller } from './lib/sim-report.mjs';

const MOST_SEED = 2 ** 31;
/** Failing seeds that are shrunk; more are only named. */
const MOST_SHRUNK = 5;

/**
 * @typedef {ReturnType<typeof readOptions>} Options
 * @typedef {import('./lib/sim-report.mjs').Report} Report
 * @typedef {import('@gigafactory/core/twin').Narrowing} Narrowing
 *
 * @typedef {object} Failure what is kept of a failing case
 * @property {number} seed
 * @property {Report['violations']} violations
 * @property {string} replay the command
 * @property {Narrowing | undefined} left when it was shrunk
 */

/** @param {string} text */
const say = (text) => console.log(text);

function readOptions() {
  const string = { type: /** @type {const} */ ('string') };
  const { values } = parseArgs({
    options: {
      seed: string,
      seeds: string,
      minutes: string,
      date: string,
      out: string,
      faults: string,
      messages: string,
      plain: string,
      tell: { type: /** @type {const} */ ('boolean') },
    },
  });
  return values;
}

/** @param {string} text @param {string} what */
function toCount(text, what) {
  const count = Number(text);
  if (!/^\d+$/.test(text) || !(count < MOST_SEED))
    throw new RangeError(`${what} ${text}: expected a whole number below ${MOST_SEED}`);
  return count;
}

/** @param {string | undefined} text @param {readonly number[]} all */
function toIndices(text, all) {
  if (text === undefined) return all;
  return text === 'none' ? [] : text.split(',').map((part) => toCount(part, 'index'));
}

/** One case, told in full. @param {Options} options @param {number} seed */
function liveOne(options, seed) {
  const whole = drawSimCase(seed);
  const all = wholeOf(whole);
  const left = {
    faults: toIndices(options.faults, all.faults),
    messages: toIndices(options.messages, all.messages),
    plain: options.plain?.split(',') ?? [],
  };
  const sim = narrowSimCase(whole, left);
  if (!sim) throw new RangeError(`seed ${seed} has no such faults, messages or options`);
  const { violations, digest, events } = runSimCase(
    sim,
    options.tell ? { watcher: teller(say) } : {},
  );
  const { topology, runs, faults } = sim.scenario;
  say(
    `seed ${seed}: ${topology.nodes} nodes, ${runs.length} runs, ${faults.length} faults, ${sim.messages.length} mishaps`,
  );
  say(`digest ${digest}, ${events} events`);
  if (violations.length === 0) say('all rules hold');
  else {
    for (const line of showViolations(violations)) say(line);
    const isWhole =
      faults.length === all.faults.length && sim.messages.length === all.messages.length;
    if (isWhole) tellShrunk(seed);
  }
  return violations.length === 0;
}

/** @param {number} seed */
function tellShrunk(seed) {
  const shrunk = shrinkSimCase(drawSimCase(seed));
  if (shrunk) for (const line of showShrunk(shrunk)) say(line);
  return shrunk;
}

/**
 * Many cases, on all cores.
 *
 * @param {number} from
 * @param {number} before
 * @param {() => boolean} isOver
 * @param {(failure: Failure) => void} [keep]
 */
async function liveMany(from, before, isOver, keep) {
  const digest = new Digest();
  const started = performance.now();
  const total = { cases: 0, events: 0, failed: 0 };
  const seconds = () => Math.round((performance.now() - started) / 1000);
  await liveSeeds(from, before, isOver, (reports) => {
    for (const report of reports) {
      total.cases++;
      total.events += report.events;
      digest.text(report.digest);
      if (report.violations.length === 0) continue;
      if (++total.failed <= MOST_SHRUNK) tellFailure(report, keep);
      else {
        say(`seed ${report.seed} fails: ${report.violations[0]?.rule}`);
        keep?.(failureOf(report));
      }
    }
    if (total.cases % 1000 === 0)
      say(`${total.cases} cases, ${total.failed} failed, ${seconds()} s`);
  });
  say(`${total.cases} cases from seed ${from}, ${total.events} events, ${seconds()} s`);
  say(`digest ${digest.hex()}`);
  say(total.failed === 0 ? 'all rules hold' : `${total.failed} cases failed`);
  return total.failed === 0;
}

/** @param {Report} report @param {Narrowing} [left] @returns {Failure} */
function failureOf({ seed, violations }, left) {
  return { seed, violations, replay: replayCommand(seed), left };
}

/** @param {Report} report @param {(failure: Failure) => void} [keep] */
function tellFailure(report, keep) {
  const { seed, violations } = report;
  say(`seed ${seed} fails; replay it: ${replayCommand(seed)}`);
  for (const line of showViolations(violations.slice(0, 3))) say(line);
  const shrunk = tellShrunk(seed);
  keep?.(failureOf(report, shrunk?.narrowing));
}

/**
 * For so many minutes, from where the date says; what fails is kept in a folder.
 *
 * @param {string} minutes
 * @param {Options} options
 */
function liveFor(minutes, { date = new Date().toISOString().slice(0, 10), out = 'sim-failures' }) {
  const limit = Number(minutes);
  if (!(limit > 0)) throw new RangeError(`minutes ${minutes}: expected more than 0`);
  const from = createStream(date)
    .fork('nightly')
    .integer(MOST_SEED / 2);
  const end = performance.now() + limit * 60_000;
  say(`${limit} minutes from seed ${from}, which ${date} gives`);
  const keep = (/** @type {Failure} */ failure) => {
    mkdirSync(out, { recursive: true });
    writeFileSync(`${out}/seed-${failure.seed}.json`, `${JSON.stringify(failure, null, 2)}\n`);
  };
  return liveMany(from, MOST_SEED, () => performance.now() > end, keep);
}

async function main() {
  const options = readOptions();
  if (options.seed !== undefined) return liveOne(options, toCount(options.seed, 'seed'));
  if (options.minutes !== undefined) return liveFor(options.minutes, options);
  const [from = '', before] = (options.seeds ?? '').split('..');
  if (before === undefined) throw new RangeError('say --seed N, --seeds FROM..TO or --minutes M');
  return liveMany(toCount(from, 'seed'), toCount(before, 'seed'), () => false);
}

try {
  process.exitCode = (await main()) ? 0 : 1;
} catch (error) {
  if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
