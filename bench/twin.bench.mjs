/**
 * CPU time of one life of the twin on one core; needs a built core (`npx tsc -b packages/core`).
 *
 * Method: each case is planned once; then lives of it are lived in this one thread, another one each time,
 * the cases in turn, so that a slow spell of the machine falls on all of them. The first rounds warm up and do
 * not count. Time is user and system time of the process, which other work beside it does not add to. The
 * median life counts, with the 10th and 90th percentile beside it. LIVES of the first case are lived on top,
 * in one go: their total is the time of a Monte Carlo.
 *
 * AIReSim (python3.11, SimPy 3.0.11) is quoted from our own measurement of 12,500 servers over 54 days on a
 * machine with two virtual cores: wall time of a replication. It has no checkpoints, no lost work and no
 * failures during recovery; the case `failures and repair alone, no work ever lost` is nearest to what it does.
 */
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { cpuUsage } from 'node:process';
import { editFactory, readFactory } from '@gigafactory/core/factory';
import { planFactory } from '@gigafactory/core/plan';
import { scenarioOf } from '@gigafactory/core/study';
import { liveOnce } from '@gigafactory/core/twin';

const DAYS = 54;
const SEED = 7;
const WARM_UP = 10;
const ROUNDS = 60;
const LIVES = 1000;
const AIRESIM = [
  ['12,500 servers, 54 days', 'medians 17.3 and 19.8 s, 14.6 to 35 s'],
  ['the same with lemon nodes', 'median 46.8 s, 32 to 57 s'],
];

const FILE = new URL('../examples/gigafactory-of-compute.yaml', import.meta.url);
const LEMONS = { 'hazards.lemonShare': 'rsc1-2024' };
const SPREAD = { 'hazards.repairSigma': 'lanl-2006', 'hazards.restartSigma': 'olmo-hybrid' };
const ALONE = { 'hazards.domains': 'off', 'hazards.heat': '0' };
/**
 * @typedef {import('@gigafactory/core/twin').TwinScenario} TwinScenario
 *
 * @type {[
 *   label: string,
 *   edits: Record<string, string>,
 *   change?: (scenario: TwinScenario) => TwinScenario,
 * ][]}
 */
const CASES = [
  [
    'checkpoints, rework, lemons, repair',
    { ...ALONE, ...LEMONS, ...SPREAD, 'hazards.technicians': '100' },
  ],
  ['failures and repair alone, no work ever lost', ALONE, loseNothing],
  [
    'everything: domains, slow nodes, ageing parts, people too',
    {
      ...LEMONS,
      ...SPREAD,
      'hazards.technicians': '100',
      'hazards.domains': 'on',
      'hazards.slowNodes': 'greyhound-2025',
      'hazards.shape': 'lanl-2006',
      'hazards.personStops': 'byterobust-2025',
    },
  ],
];

/**
 * What must succeed: a benchmark of a refusal would be fast and worthless.
 *
 * @template T
 * @param {import('../packages/core/dist/base/index.js').Result<T>} result
 */
function must(result) {
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
}

const text = readFileSync(FILE, 'utf8');
/**
 * Saved every second at no cost, as if there were no checkpoints to think of.
 *
 * @param {TwinScenario} scenario
 * @returns {TwinScenario}
 */
function loseNothing(scenario) {
  const runs = scenario.runs.map((run) => {
    const checkpoint = { kind: /** @type {const} */ ('fixed'), interval: 1 };
    const policy = { ...run.spec.policy, checkpoint };
    return { ...run, spec: { ...run.spec, policy }, checkpoint: { writeTime: 0, bytes: 0 } };
  });
  return { ...scenario, runs };
}

const cases = CASES.map(([label, edits, change = (scenario) => scenario]) => {
  // What the file is judged by says nothing of a life, and may have no figure with these edits.
  const edited = must(editFactory(text, { ...edits, requirements: '' }));
  const factory = must(readFactory(edited));
  const plan = must(planFactory(factory));
  const scenario = must(scenarioOf(factory, plan, { run: 'grok-3', days: DAYS }));
  /** @type {number[]} */
  const ms = [];
  return { label, scenario: change(scenario), ms, events: 0, failures: 0 };
});

/**
 * CPU time of some work in ms, and what came of it.
 *
 * @template T
 * @param {() => T} work
 */
function timed(work) {
  const before = cpuUsage();
  const result = work();
  const { user, system } = cpuUsage(before);
  return { ms: (user + system) / 1000, result };
}

for (let round = 0; round < WARM_UP + ROUNDS; round++) {
  for (const each of cases) {
    const { ms, result: life } = timed(() => liveOnce(each.scenario, SEED, round));
    if (round < WARM_UP) continue;
    each.ms.push(ms);
    each.events += life.events;
    const [run] = life.runs;
    for (const count of Object.values(run?.interruptions ?? {})) each.failures += count;
  }
}

const [first] = cases;
if (!first) throw new Error('no case');
const { ms: total } = timed(() => {
  for (let life = 0; life < LIVES; life++) liveOnce(first.scenario, SEED, life);
});

/** @param {number[]} values @param {number} share */
const at = (values, share) =>
  values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))]?.toFixed(1);
console.log(`Node ${process.version}, ${cpus()[0]?.model ?? 'unknown CPU'}, one thread`);
console.log(`12,500 nodes of 8 GPUs, 12,288 of them training for ${DAYS} days; CPU time of a life`);
console.log('| life with | median, ms | p10 to p90, ms | events | interruptions |');
console.log('|---|---|---|---|---|');
for (const { label, ms, events, failures } of cases) {
  const [each, strikes] = [events, failures].map((sum) => Math.round(sum / ROUNDS));
  const spread = `${at(ms, 0.1)} to ${at(ms, 0.9)}`;
  console.log(`| ${label} | ${at(ms, 0.5)} | ${spread} | ${each} | ${strikes} |`);
}
console.log(`${LIVES} lives of the first: ${(total / 1000).toFixed(1)} s of CPU time in all`);
console.log('AIReSim, wall time of a replication:');
for (const [label, time] of AIRESIM) console.log(`- ${label}: ${time}`);
