import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { faultOf, weightsHash } from './checkpoints.mjs';
import { Acknowledged, eventsOf } from './journal.mjs';
import { ageOf } from './processes.mjs';
import { readRecords, secondsToTraining } from './records.mjs';
import { pause, waitFor } from './rig.mjs';

/**
 * A run from its first step to its last, while its processes are killed.
 *
 * @typedef {import('./rig.mjs').Rig} Rig
 * @typedef {import('./grounds/ground.mjs').Ground} Ground
 * @typedef {import('./records.mjs').StepLine} StepLine
 *
 * @typedef {object} Kill
 * @property {string} kind
 * @property {string} name
 * @property {number} at ms since 1970
 * @property {number | undefined} [seconds] until the run trained again or, of the control plane, from the command that
 *   starts it again to its first answer about the run
 * @property {number} [wholeSeconds] until all replicas trained again
 * @property {number} [startSeconds] the same from the start of the new control plane, without the command
 *
 * @typedef {object} Round what is left of it, read from the outside
 * @property {string} state
 * @property {string} reason
 * @property {readonly StepLine[]} steps
 * @property {string} weights hash of those of its last checkpoint
 * @property {readonly string[]} unreadable acknowledged checkpoints and what is wrong with them
 * @property {number} checkpoints how many were acknowledged
 * @property {readonly string[]} lost events that were told and are not in the journal
 * @property {number} told how many events were told
 * @property {readonly Kill[]} kills
 *
 * @typedef {object} Budget
 * @property {number} left how many kills
 * @property {Iterator<string, never>} kinds
 * @property {number} until ms of `performance.now()`; there are no kills after
 *
 * @typedef {object} Plan
 * @property {Ground} ground
 * @property {string} file
 * @property {string} run
 * @property {Budget} budget what it may still kill, shared by all rounds
 * @property {import('@gigafactory/core/base').RandomStream} stream
 * @property {(text: string) => void} say
 */

const START_MS = 240_000;
const RECOVER_MS = 240_000;
const END_MS = 900_000;
/** From the moment at which the run has recovered until the next kill. */
const LONGEST_DELAY_MS = 1500;

/** Lines of its events that are shown of a run that does not go on. */
const EVENT_LINES = 60;

/** What is known of a run that could not be watched to its end. */
const BROKEN = {
  state: 'broken',
  steps: [],
  weights: '',
  unreadable: [],
  checkpoints: 0,
  lost: [],
  told: 0,
};

/** @param {Rig} rig @param {Plan} plan @returns {Promise<Round>} */
export async function liveRound(rig, plan) {
  /** @type {Kill[]} */
  const kills = [];
  try {
    return { kills, ...(await watchRound(rig, plan, kills)) };
  } catch (error) {
    await tellWhy(rig, plan);
    return { kills, ...BROKEN, reason: error instanceof Error ? error.message : String(error) };
  }
}

/** What there is to see of a run that does not go on, before all of it is removed. @param {Rig} rig @param {Plan} plan */
async function tellWhy(rig, { ground, run, say }) {
  const { stdout } = await rig.cli(['events', run]);
  const path = rig.pathOf(run, 'engine.json');
  const engine = existsSync(path) ? readFileSync(path, 'utf8') : 'no engine.json';
  say(`the end of its events:\n${stdout.split('\n').slice(-EVENT_LINES).join('\n')}\n${engine}`);
  if (ground.look) say(`the scheduler says:\n${await ground.look()}`);
}

/** @param {Rig} rig @param {Plan} plan @param {Kill[]} kills */
async function watchRound(rig, plan, kills) {
  const { file, ground, run } = plan;
  const flags = ground.flags(rig.home);
  await rig.command('run', file, '--run', run, '--yes', '-d', '--json', ...flags);
  const acknowledged = new Acknowledged();
  const over = new AbortController();
  const listening = listen(rig, run, acknowledged, over.signal);
  try {
    await killAll(rig, plan, kills);
    const last = await waitFor(() => endOf(rig, run), END_MS);
    if (!last) throw new Error(`the run did not end within ${END_MS / 1000} s`);
    const journal = await rig.command('journal', run);
    return { ...judge(rig, { run, journal, acknowledged }), ...last };
  } finally {
    over.abort();
    await listening;
  }
}

/** Listens to a run's events for as long as it lives, and to every control plane that follows on another. */
async function listen(
  /** @type {Rig} */ rig,
  /** @type {string} */ run,
  /** @type {Acknowledged} */ acknowledged,
  /** @type {AbortSignal} */ signal,
) {
  while (!signal.aborted) {
    const path = `/runs/${run}/events?follow=1&after=${acknowledged.last}`;
    await rig.stream(path, (line) => acknowledged.add(JSON.parse(line)), signal);
    await pause(100);
  }
}

/** How a run ended; undefined while it is active, or while nothing can be asked. @param {Rig} rig @param {string} run */
async function endOf(rig, run) {
  const detail = await rig.detail(run);
  if (!detail || detail.state === 'active') return undefined;
  return { state: detail.state, reason: detail.reason };
}

/**
 * Strikes, and strikes again once the run has recovered. Every fourth strike or so is two kills, the second
 * while the run is still recovering from the first.
 *
 * @param {Rig} rig
 * @param {Plan} plan
 * @param {Kill[]} kills
 */
async function killAll(rig, plan, kills) {
  const { budget, run, stream } = plan;
  while (budget.left > 0 && performance.now() < budget.until) {
    const ready = await waitFor(() => readiness(rig, run, kills.at(-1)), START_MS);
    if (!ready) throw new Error(`the run does not train again: ${await stateOf(rig, run)}`);
    if (ready === 'over') return;
    const strike = [];
    for (let count = stream.integer(4) === 0 ? 2 : 1; count > 0 && budget.left > 0; count--) {
      await pause(stream.integer(LONGEST_DELAY_MS));
      const done = await killNext(rig, plan);
      if (done) strike.push(done);
    }
    kills.push(...strike);
    const whole = timeWhole(rig, run, strike);
    await recover(rig, run, strike);
    await plan.ground.mend();
    await whole;
  }
}

/** @param {Rig} rig @param {Plan} plan @returns {Promise<Kill | undefined>} */
async function killNext(rig, { budget, ground, stream, say }) {
  const kind = budget.kinds.next().value;
  const victim = ground.draw(kind, rig.table.read(), stream);
  if (!victim) return undefined;
  const done = { kind, name: victim.name, at: Date.now() };
  await victim.kill();
  budget.left--;
  say(`killed ${victim.name}`);
  return done;
}

/** @param {Rig} rig @param {string} run @param {Kill | undefined} last @returns {Promise<'over' | 'trains' | undefined>} */
async function readiness(rig, run, last) {
  const detail = await rig.detail(run);
  if (!detail) return undefined;
  if (detail.state !== 'active') return 'over';
  const isWhole = detail.phase === 'running' && detail.lostReplicas.length === 0;
  const ranks = detail.fleet.flatMap((node) => node.ranks).length;
  const living = rig.table.read().ranks.length;
  const since = last?.at ?? 0;
  const { steps } = readRecords(rig.logs(run));
  return isWhole && living > 0 && living === ranks && secondsToTraining(steps, since) !== undefined
    ? 'trains'
    : undefined;
}

/** @param {Rig} rig @param {string} run */
async function stateOf(rig, run) {
  const detail = await rig.detail(run);
  return detail ? `${detail.state}, ${detail.phase}: ${detail.reason}` : 'no control plane answers';
}

/**
 * Starts the control plane again where it was killed, and times the recovery from a strike of one kill.
 *
 * @param {Rig} rig
 * @param {string} run
 * @param {Kill[]} strike
 */
async function recover(rig, run, strike) {
  const [only] = strike;
  if (strike.some(({ kind }) => kind === 'control')) {
    const started = performance.now();
    const command = rig.command('why', run, '--json');
    await waitFor(async () => (await rig.detail(run)) !== undefined, RECOVER_MS);
    if (strike.length === 1 && only) {
      only.seconds = (performance.now() - started) / 1000;
      only.startSeconds = Math.max(0, ...rig.table.read().controls.map(ageOf));
    }
    await command;
  } else if (strike.length === 1 && only) {
    only.seconds = await waitFor(async () => {
      if (await endOf(rig, run)) return Number.NaN;
      return secondsToTraining(readRecords(rig.logs(run)).steps, only.at);
    }, RECOVER_MS);
  }
}

/** Times a strike of one kill until all replicas train again. @param {Rig} rig @param {string} run @param {Kill[]} strike */
async function timeWhole(rig, run, strike) {
  const [only] = strike;
  if (strike.length !== 1 || !only) return;
  const ready = await waitFor(() => readiness(rig, run, only), RECOVER_MS);
  if (ready === 'trains') only.wholeSeconds = (Date.now() - only.at) / 1000;
}

/**
 * What a run left behind. A checkpoint is acknowledged when a rank prints its path, or the journal holds its work.
 *
 * @param {Rig} rig
 * @param {{ run: string, journal: string, acknowledged: Acknowledged }} what
 */
function judge(rig, { run, journal, acknowledged }) {
  const { steps, checkpoints: printed } = readRecords(rig.logs(run));
  const paths = new Set([...printed, ...pathsIn(rig, run, journal)]);
  const unreadable = [...paths].flatMap((path) => {
    const fault = faultOf(path);
    return fault === undefined ? [] : [`${path}: ${fault}`];
  });
  const newest = [...paths].sort().at(-1);
  return {
    steps,
    checkpoints: paths.size,
    unreadable,
    weights: newest && unreadable.length === 0 ? weightsHash(newest) : '',
    lost: acknowledged.lostFrom(journal),
    told: acknowledged.count,
  };
}

/** Where the checkpoints of a journal should be. @param {Rig} rig @param {string} run @param {string} journal */
function pathsIn(rig, run, journal) {
  const { stepTime } = rig.desired(run);
  const folder = rig.checkpointsOf(run);
  return eventsOf(journal)
    .filter(({ kind, work }) => (kind === 'checkpointed' || kind === 'saved') && work)
    .map(({ work = 0 }) => Math.round(work / (stepTime * 1e6)))
    .map((step) => join(folder, `step-${String(step).padStart(8, '0')}`));
}
