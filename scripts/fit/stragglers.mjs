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

const folder = process.argv[2];
if (!folder) throw new Error('usage: node scripts/fit/stragglers.mjs DATA_FOLDER');

const published = {};
const steps = ['trace,step,measured,replayed,ideal'];
for (const trace of TRACES) {
  const result = JSON.parse(readFileSync(join(folder, `result-${trace}.json`), 'utf8'));
  published[trace] = { ...sizesOf(trace), ...answersOf(result) };
  for (const [step, measured] of Object.entries(result.step_t_base)) {
    const [replayed, ideal] = [result.step_t_nodelay[step], result.step_t_noblk[step]];
    steps.push([trace, step, ...[measured, replayed, ideal].map((t) => t.toFixed(5))].join());
  }
  writeDurations(trace, published[trace], new Set(Object.keys(result.step_t_base)));
}
writeInRepository('validation/stragglers/steps.csv', `${steps.join('\n')}\n`);
writeInRepository(
  'validation/stragglers/published.json',
  `${JSON.stringify({ unit: UNIT, traces: published }, null, 2)}\n`,
);

function sizesOf(trace) {
  const text = readFileSync(join(folder, `meta-${trace}.yaml`), 'utf8');
  const size = (name) => Number(new RegExp(`^${name}_size: (\\d+)$`, 'm').exec(text)[1]);
  return { ranks: size('dp'), stages: size('pp'), modelChunks: size('vpp') };
}

/** The slowdown and what is to blame for it. */
function answersOf(result) {
  const short = (tree) =>
    Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, digits(value)]));
  return {
    slowdown: digits(result.blocking_slowdown),
    byStage: short(result.blocking_decompose_by_stage),
    byRank: short(result.blocking_decompose_by_dp_rank),
    byKind: short(result.blocking_decompose_by_optype),
  };
}

function digits(value) {
  return Number(value.toFixed(5));
}

function writeDurations(trace, sizes, wanted) {
  const all = operationsOf(trace).filter(({ step }) => wanted.has(String(step)));
  setTransfers(all, sizes.stages);
  const workers = new Map();
  for (const operation of all) {
    const { step, rank, stage, type } = operation;
    const key = `${step},${rank},${stage}`;
    if (!workers.has(key)) workers.set(key, { step, rank, stage, byType: {} });
    const { byType } = workers.get(key);
    byType[type] ??= [];
    byType[type][operation.index] = Math.round(operation.duration / UNIT);
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

/** All operations of a timeline; times in s. */
function operationsOf(trace) {
  const packed = readFileSync(join(folder, `timeline-${trace}.json.gz`));
  const events = JSON.parse(gunzipSync(packed).toString());
  const stages = new Map(
    events
      .filter(({ name }) => name === 'thread_name')
      .map(({ tid, args }) => [tid, Number(/^PP rank (\d+),/.exec(args.name)[1])]),
  );
  return events
    .filter(({ ph, cat }) => ph === 'X' && cat !== 'gc')
    .map(({ pid, tid, cat, ts, dur, args }) => ({
      step: args.step,
      rank: pid,
      stage: stages.get(tid),
      type: cat,
      index: args.seq_id,
      start: ts / 1e6,
      end: (ts + dur) / 1e6,
      duration: dur / 1e6,
    }));
}

/** Of a communication only what follows the last of its participants counts: before that it waits. */
function setTransfers(operations, stages) {
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
