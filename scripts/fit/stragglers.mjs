/**
 * Writes validation/stragglers/{AR,SE,ST}.csv, steps.csv and published.json from the artifact of Lin et al. 2025
 * (https://github.com/ByteDance-Seed/StragglerAnalysis, Apache-2.0): `timeline-*.json.gz`, `result-*.json` and
 * `meta-*.yaml` of its folder `data`.
 * `node scripts/fit/stragglers.mjs DATA_FOLDER`
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { writeInRepository } from './emit.mjs';

/**
 * @typedef {{ ranks: number, stages: number, modelChunks: number }} Sizes of a job
 * @typedef {Readonly<Record<string, number>>} Shares of the blame, by name
 *
 * @typedef {object} Result what the artifact answers for a trace; steps by their number
 * @property {Shares} step_t_base
 * @property {Shares} step_t_nodelay
 * @property {Shares} step_t_noblk
 * @property {number} blocking_slowdown
 * @property {Shares} blocking_decompose_by_stage
 * @property {Shares} blocking_decompose_by_dp_rank
 * @property {Shares} blocking_decompose_by_optype
 *
 * @typedef {object} TraceEvent of a timeline in Chrome's format; times in us
 * @property {string} name
 * @property {string} ph
 * @property {string} cat
 * @property {number} pid
 * @property {number} tid
 * @property {number} ts
 * @property {number} dur
 * @property {{ name: string, step: number, seq_id: number }} args
 *
 * @typedef {object} Operation times in s
 * @property {number} step
 * @property {number} rank
 * @property {number} stage
 * @property {string} type
 * @property {number} index
 * @property {number} start
 * @property {number} end
 * @property {number} duration
 */

const TRACES = ['AR', 'SE', 'ST'];
/** Durations are whole multiples of it, s. */
const UNIT = 1e-4;
/** The operation types of the artifact, by column. `gc`, of no duration anywhere, is left out. */
const COLUMNS = {
  forward: 'forward-compute',
  backward: 'backward-compute',
  forwardSend: 'forward-send',
  forwardReceive: 'forward-recv',
  backwardSend: 'backward-send',
  backwardReceive: 'backward-recv',
  weights: 'params-all-gather',
  norms: 'layernorm-grads-all-reduce',
  embedding: 'embedding-grads-all-reduce',
  gradients: 'grads-reduce-scatter',
  clip: 'optimizer-clip-main-grad',
  optimizer: 'optimizer',
};

const folder = process.argv[2] ?? '';
if (!folder) throw new Error('usage: node scripts/fit/stragglers.mjs DATA_FOLDER');

/** @type {Record<string, Sizes & ReturnType<typeof answersOf>>} */
const published = {};
const steps = ['trace,step,measured,replayed,ideal'];
for (const trace of TRACES) {
  /** @type {Result} */
  const result = JSON.parse(readFileSync(join(folder, `result-${trace}.json`), 'utf8'));
  const sizes = sizesOf(trace);
  published[trace] = { ...sizes, ...answersOf(result) };
  for (const [step, measured] of Object.entries(result.step_t_base)) {
    const times = [measured, result.step_t_nodelay[step], result.step_t_noblk[step]];
    steps.push([trace, step, ...times.map((time) => time?.toFixed(5))].join());
  }
  writeDurations(trace, sizes, new Set(Object.keys(result.step_t_base)));
}
writeInRepository('validation/stragglers/steps.csv', `${steps.join('\n')}\n`);
writeInRepository(
  'validation/stragglers/published.json',
  `${JSON.stringify({ unit: UNIT, traces: published }, null, 2)}\n`,
);

/** @param {string} trace @returns {Sizes} */
function sizesOf(trace) {
  const text = readFileSync(join(folder, `meta-${trace}.yaml`), 'utf8');
  const size = (/** @type {string} */ name) =>
    Number(new RegExp(`^${name}_size: (\\d+)$`, 'm').exec(text)?.[1]);
  return { ranks: size('dp'), stages: size('pp'), modelChunks: size('vpp') };
}

/** The slowdown and what is to blame for it. @param {Result} result */
function answersOf(result) {
  const short = (/** @type {Shares} */ tree) =>
    Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, digits(value)]));
  return {
    slowdown: digits(result.blocking_slowdown),
    byStage: short(result.blocking_decompose_by_stage),
    byRank: short(result.blocking_decompose_by_dp_rank),
    byKind: short(result.blocking_decompose_by_optype),
  };
}

/** @param {number} value */
function digits(value) {
  return Number(value.toFixed(5));
}

/** @param {string} trace @param {Sizes} sizes @param {ReadonlySet<string>} wanted steps */
function writeDurations(trace, sizes, wanted) {
  const all = operationsOf(trace).filter(({ step }) => wanted.has(String(step)));
  setTransfers(all, sizes.stages);
  /** @type {Map<string, { step: number, rank: number, stage: number, byType: Record<string, number[]> }>} */
  const workers = new Map();
  for (const operation of all) {
    const { step, rank, stage, type } = operation;
    const key = `${step},${rank},${stage}`;
    const worker = workers.get(key) ?? { step, rank, stage, byType: {} };
    workers.set(key, worker);
    worker.byType[type] ??= [];
    worker.byType[type][operation.index] = Math.round(operation.duration / UNIT);
  }
  const sorted = [...workers.values()].sort(
    (a, b) => a.step - b.step || a.rank - b.rank || a.stage - b.stage,
  );
  const rows = sorted.map(({ step, rank, stage, byType }) =>
    [step, rank, stage, ...Object.values(COLUMNS).map((t) => (byType[t] ?? []).join(' '))].join(),
  );
  const header = ['step', 'rank', 'stage', ...Object.keys(COLUMNS)].join();
  writeInRepository(`validation/stragglers/${trace}.csv`, `${[header, ...rows].join('\n')}\n`);
}

/** All operations of a timeline. @param {string} trace @returns {Operation[]} */
function operationsOf(trace) {
  const packed = readFileSync(join(folder, `timeline-${trace}.json.gz`));
  /** @type {readonly TraceEvent[]} */
  const events = JSON.parse(gunzipSync(packed).toString());
  const stages = new Map(
    events
      .filter(({ name }) => name === 'thread_name')
      .map(({ tid, args }) => [tid, Number(/^PP rank (\d+),/.exec(args.name)?.[1])]),
  );
  return events
    .filter(({ ph, cat }) => ph === 'X' && cat !== 'gc')
    .map(({ pid, tid, cat, ts, dur, args }) => ({
      step: args.step,
      rank: pid,
      stage: stages.get(tid) ?? Number.NaN,
      type: cat,
      index: args.seq_id,
      start: ts / 1e6,
      end: (ts + dur) / 1e6,
      duration: dur / 1e6,
    }));
}

/**
 * Of a communication only what follows the last of its participants counts: before that it waits.
 *
 * @param {readonly Operation[]} operations
 * @param {number} stages
 */
function setTransfers(operations, stages) {
  /** @type {Map<string, Operation[]>} */
  const groups = new Map();
  for (const operation of operations) {
    const key = meetingOf(operation, stages);
    if (key) groups.set(key, [...(groups.get(key) ?? []), operation]);
  }
  let early = 0;
  for (const group of groups.values()) {
    const start = Math.max(...group.map((operation) => operation.start));
    for (const operation of group) {
      if (operation.end < start - UNIT) early++;
      operation.duration = Math.max(0, operation.end - start);
    }
  }
  console.log(`${early} of ${operations.length} operations end before a peer of theirs starts`);
}

/** What its participants share; nothing for one that waits for no other. @param {Operation} operation @param {number} stages */
function meetingOf({ step, rank, stage, type, index }, stages) {
  switch (type) {
    case 'forward-send':
    case 'forward-recv':
      return [step, 'forward', rank, type === 'forward-send' ? stage : stage - 1, index].join();
    case 'backward-send':
    case 'backward-recv':
      return [step, 'backward', rank, type === 'backward-send' ? stage : stage + 1, index].join();
    case 'params-all-gather':
    case 'grads-reduce-scatter':
      return [step, type, stage].join();
    case 'embedding-grads-all-reduce':
      return stages > 1 ? [step, type, rank].join() : undefined;
    case 'optimizer-clip-main-grad':
      return [step, type].join();
    default:
      return undefined;
  }
}
