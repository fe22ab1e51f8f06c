/**
 * How many strategies the search evaluates in a second of CPU time on one core; needs a built core
 * (`npx tsc -b packages/core`).
 *
 * Method: the whole search of each case is made again and again in this one thread, the cases in turn, so
 * that a slow spell of the machine falls on all of them. Each round reads another text of the case
 * (`anotherText`) and each job is a new object; both are outside the measured part, and nothing that was
 * kept of an earlier search helps. The first rounds warm up and do not count. Time is user and system time of the process, which other work beside it does
 * not add to. The median round counts, with the fastest and slowest beside it.
 *
 * The published runs of validation/training-runs, each job once, are searched three times over after that.
 *
 * Evaluated are the strategies that fit, each to its memory and step time; the others are turned away
 * before that, but looking at them is part of the time.
 */
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { cpuUsage } from 'node:process';
import { readTable, scenarioOfRow } from '@gigafactory/core/backtest';
import { readFactory } from '@gigafactory/core/factory';
import { searchStrategies } from '@gigafactory/core/model';
import { searchRun } from '@gigafactory/core/plan';
import { anotherText } from './another-text.mjs';

/**
 * @typedef {object} Case
 * @property {string} label
 * @property {number[]} seconds of each round that counts
 * @property {number} evaluated
 * @property {number} turnedAway
 *
 * @typedef {Case & { run: string, file: string }} FileCase
 */

/** @type {[label: string, file: string, run: string][]} */
const CASES = [
  ['GPT-3 175B on 4,096 A100', 'gpt3-175b-4096-a100', 'gpt3-175b'],
  ['Grok-3 on 98,304 H100', 'gigafactory-of-compute', 'grok-3'],
];
const WARM_UP = 10;
const ROUNDS = 41;
const PUBLISHED_ROUNDS = 3;
const TOP = 20;

/** @type {FileCase[]} */
const cases = CASES.map(([label, file, run]) => {
  return { label, run, file, seconds: [], evaluated: 0, turnedAway: 0 };
});

/** The factory of a case, read from a new text. @param {FileCase} of */
function readAnother({ file }) {
  const read = readFactory(anotherText(file));
  if (!read.ok) throw new Error(read.problems.map(({ message }) => message).join('\n'));
  return read.value;
}

/**
 * A search that must succeed and find what it found before: doing less does not count as faster.
 *
 * @param {FileCase} of
 * @param {import('@gigafactory/core/factory').Factory} factory
 */
function search({ run, label, evaluated }, factory) {
  const searched = searchRun(factory, run, TOP);
  if (!searched.ok) throw new Error(searched.problems.map(({ message }) => message).join('\n'));
  if (evaluated > 0 && searched.value.evaluated !== evaluated) throw new Error(`${label} varies`);
  return searched.value;
}

for (let round = 0; round < WARM_UP + ROUNDS; round++) {
  for (const each of cases) {
    const factory = readAnother(each);
    const before = cpuUsage();
    const { evaluated, rejected } = search(each, factory);
    const { user, system } = cpuUsage(before);
    each.evaluated = evaluated;
    each.turnedAway = sum(Object.values(rejected));
    if (round >= WARM_UP) each.seconds.push((user + system) / 1e6);
  }
}

const published = publishedJobs();
/** @type {Case} */
const all = {
  label: `${published.length} published runs`,
  seconds: [],
  evaluated: 0,
  turnedAway: 0,
};
for (let round = 0; round < PUBLISHED_ROUNDS; round++) {
  const jobs = structuredClone(published);
  const before = cpuUsage();
  const outcomes = jobs.map((job) => searchStrategies(job, {}, { top: TOP }));
  const { user, system } = cpuUsage(before);
  all.seconds.push((user + system) / 1e6);
  all.evaluated = sum(outcomes.map(({ evaluated }) => evaluated));
  all.turnedAway = sum(outcomes.flatMap(({ rejected }) => Object.values(rejected)));
}

/** The jobs of the measured runs that can be predicted, each once. */
function publishedJobs() {
  const csv = new URL('../validation/training-runs/measured.csv', import.meta.url);
  const table = readTable(readFileSync(csv, 'utf8'));
  if (!table.ok) throw new Error(table.problems[0]?.message);
  const jobs = table.value.flatMap((row) => {
    const scenario = scenarioOfRow(row);
    return scenario.ok ? [scenario.value.job] : [];
  });
  return [...new Map(jobs.map((job) => [JSON.stringify(job), job])).values()];
}

/** @param {readonly number[]} values */
function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}

/** @param {number} value */
const whole = (value) => Math.round(value).toLocaleString('en');

console.log(`Node ${process.version}, ${cpus()[0]?.model ?? 'unknown CPU'}, one thread, CPU time`);
console.log(
  '| search | evaluated | turned away | median, ms | evaluated a CPU-second | least to most |',
);
console.log('|---|---|---|---|---|---|');
for (const { label, seconds, evaluated, turnedAway } of [...cases, all]) {
  const sorted = seconds.toSorted((a, b) => a - b);
  const timeAt = (/** @type {number} */ share) =>
    sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN;
  const median = timeAt(0.5);
  const [most, least] = [timeAt(0), timeAt(1)].map((time) => whole(evaluated / time));
  const cells = [label, whole(evaluated), whole(turnedAway), (median * 1000).toFixed(1)];
  cells.push(whole(evaluated / median), `${least} to ${most}`);
  console.log(`| ${cells.join(' | ')} |`);
}
