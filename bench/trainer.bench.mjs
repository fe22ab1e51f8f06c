/**
 * What the trainer adds to the step of jax-js, and what a second rank gains; needs a built trainer
 * (`npx tsc -b packages/trainer`) and Linux, whose /proc tells the CPU time of a rank.
 *
 * The job is that of validation/real-run/factory.yaml: 4 layers of 128, a vocabulary of 512, 16 sequences of 128 tokens a step in
 * micro-batches of 4.
 *
 * Method of the step: in one process, in turn, (a) the compiled loss and gradient of the step's micro-batches and nothing
 * else: tokens looked up, gradients computed and thrown away; (b) the same through `Training`, as a rank does it: data
 * in order, gradients read out and added along the tree, clipping, AdamW, weights taken back in. Time is user and system
 * time of the process. The first two rounds do not count; medians, with the fastest and slowest.
 *
 * Method of the ranks: the program itself, one rank and two, in turn. A rank's CPU time is read when it prints a step, so
 * that starting and compiling do not count. On two free cores the wall time of a step approaches the CPU time of the
 * slower rank; the wall time is printed too, and tells only on an idle machine.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpuUsage, memoryUsage } from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { defaultDevice, init, jit, numpy as np, tree as trees, valueAndGrad } from '@jax-js/jax';
import { readJob, readLaunch } from '../packages/trainer/dist/launch/index.js';
import { lossOf, positionsOf } from '../packages/trainer/dist/train/forward.js';
import { GradientTree } from '../packages/trainer/dist/train/index.js';
import { Training } from '../packages/trainer/dist/training.js';

const PROGRAM = fileURLToPath(
  new URL('../packages/trainer/bin/gigafactory-trainer.js', import.meta.url),
);
const WARM_UP = 2;
const ROUNDS = 12;
const TURNS = 3;
/** Steps of a rank between which it is measured. */
const [FROM_STEP, TO_STEP] = [3, 15];
/** Where the ranks listen. */
const PORT = 47_310;
/** Clock ticks a second in /proc, on all that Node runs on. */
const TICKS = 100;

const folder = mkdtempSync(join(tmpdir(), 'gigafactory-bench-'));
const path = join(folder, 'job.json');
const job = {
  ...{ format: 'gigafactory-job', version: 1, run: 'nano', steps: TO_STEP, seed: 1 },
  ...{ sequenceLength: 128, globalBatch: 16, microBatch: 4 },
  model: {
    ...{ layers: 4, hidden: 128, heads: 4, kvHeads: 2, headDim: 32 },
    ...{ ffn: 352, vocab: 512, tied: true },
  },
};
writeFileSync(path, JSON.stringify(job));
const tokens = job.globalBatch * job.sequenceLength;

try {
  await benchStep();
  await benchRanks();
} finally {
  rmSync(folder, { recursive: true });
}

async function benchStep() {
  const model = readJob(path);
  const launch = readLaunch(environmentOf(0, []));
  const training = await Training.prepare(model, launch, () => {});
  const bare = await bareStep(training);
  const whole = () => {
    const sums = new GradientTree(training.count);
    for (let index = 0; index < training.count; index++) {
      const node = { first: index, last: index + 1 };
      sums.add(node, training.gradient(training.state?.step ?? 0, index));
    }
    const total = sums.total();
    if (!total) throw new Error('a micro-batch is missing');
    training.apply(total);
  };
  /** @type {Record<'bare' | 'whole', number[]>} */
  const times = { bare: [], whole: [] };
  const resident = [];
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    const [bareTime, wholeTime] = [cpuSecondsOf(bare), cpuSecondsOf(whole)];
    if (round >= WARM_UP) {
      times.bare.push(bareTime);
      times.whole.push(wholeTime);
    }
    resident.push(memoryUsage.rss());
  }
  show('bare step of jax-js', times.bare);
  show('step of the trainer', times.whole);
  const share = (100 * median(times.bare)) / median(times.whole);
  console.log(`the trainer reaches ${share.toFixed(0)} % of the bare step's tokens a second`);
  const megabytes = resident.map((bytes) => Math.round(bytes / 1e6)).join(' ');
  console.log(`resident memory by round: ${megabytes} MB`);
}

/**
 * The step of jax-js alone: the model's loss and gradient, compiled as the trainer compiles it.
 * @param {Training} training
 */
async function bareStep(training) {
  await init('wasm');
  defaultDevice('wasm');
  const { model: shape, sequence, microBatch, globalBatch } = training.job;
  const positions = positionsOf(shape, sequence);
  /** @type {(weights: Record<string, np.Array>, input: np.Array, targets: np.Array) => np.Array} */
  const lossAt = (weights, input, targets) => {
    const rows = targets.shape[0] ?? 1;
    const shares = np.array(new Float32Array(rows).fill(1 / rows));
    return lossOf(shape, positions, weights, { input, targets, shares });
  };
  const gradientAt = jit(valueAndGrad(lossAt, { argnums: [0, 1] }));
  const { parameters } = training.state ?? { parameters: new Float32Array() };
  const weights = Object.fromEntries(
    training.engine.layout.weights.map(({ name, shape: dimensions, offset, size }) => [
      name,
      np.array(parameters.slice(offset, offset + size)).reshape([...dimensions]),
    ]),
  );
  const rows = microBatch * sequence;
  const input = np.array(new Float32Array(rows * shape.hidden).fill(0.01));
  const targets = np.array(Int32Array.from({ length: rows }, (_, at) => at % shape.vocabulary));
  return () => {
    for (let index = 0; index < globalBatch / microBatch; index++) {
      const given = input.ref.reshape([microBatch, sequence, shape.hidden]);
      const [loss, gradients] = gradientAt(trees.ref(weights), given, targets.ref);
      loss.dataSync();
      trees.dispose(gradients);
    }
  };
}

async function benchRanks() {
  /** @type {Record<string, { cpu: number[], wall: number[] }>} */
  const found = { 1: { cpu: [], wall: [] }, 2: { cpu: [], wall: [] } };
  for (let turn = 0; turn < TURNS; turn++) {
    for (const [size, { cpu, wall }] of Object.entries(found)) {
      const peers = Array.from({ length: Number(size) }, (_, rank) => `127.0.0.1:${PORT + rank}`);
      const ranks = await Promise.all(peers.map((_, rank) => measureRank(rank, peers)));
      cpu.push(Math.max(...ranks.map((rank) => rank.cpu)));
      wall.push(Math.max(...ranks.map((rank) => rank.wall)));
    }
  }
  const [one, two] = [found[1], found[2]];
  if (!one || !two) return;
  for (const [size, { cpu, wall }] of Object.entries(found)) {
    show(`CPU time of a step, slowest of ${size}`, cpu);
    show(`wall time of a step, ${size} of them`, wall);
  }
  const [onCpu, onWall] = [median(one.cpu) / median(two.cpu), median(one.wall) / median(two.wall)];
  console.log(`two ranks: ${onCpu.toFixed(2)} times one by CPU time, ${onWall.toFixed(2)} by wall`);
}

/**
 * Runs a rank and measures a step of it, s.
 * @param {number} rank @param {readonly string[]} peers
 * @returns {Promise<{ cpu: number, wall: number }>}
 */
async function measureRank(rank, peers) {
  const child = spawn(process.execPath, [PROGRAM], {
    env: { PATH: process.env['PATH'] ?? '', ...environmentOf(rank, peers) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  /** @type {Map<number, { cpu: number, wall: number }>} */
  const at = new Map();
  for await (const line of createInterface({ input: child.stdout })) {
    const { step, loss } = JSON.parse(line);
    if (loss !== undefined) at.set(step, { cpu: cpuOf(child.pid), wall: performance.now() / 1e3 });
  }
  const [from, to] = [at.get(FROM_STEP), at.get(TO_STEP)];
  if (!from || !to) throw new Error(`rank ${rank} did not come to step ${TO_STEP}`);
  const steps = TO_STEP - FROM_STEP;
  return { cpu: (to.cpu - from.cpu) / steps, wall: (to.wall - from.wall) / steps };
}

/** @param {number} rank @param {readonly string[]} peers */
function environmentOf(rank, peers) {
  return {
    RANK: String(rank),
    WORLD_SIZE: String(peers.length || 1),
    ...(peers.length > 0 ? { GIGAFACTORY_PEERS: peers.join(), GIGAFACTORY_SECRET: 'bench' } : {}),
    GIGAFACTORY_JOB: path,
    GIGAFACTORY_CHECKPOINTS: join(folder, 'checkpoints'),
    GIGAFACTORY_CHECKPOINT_EVERY: '1000',
  };
}

/** User and system time of a process, s. @param {number | undefined} pid */
function cpuOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

/** @param {() => void} run */
function cpuSecondsOf(run) {
  const before = cpuUsage();
  run();
  const { user, system } = cpuUsage(before);
  return (user + system) / 1e6;
}

/** @param {string} label @param {readonly number[]} seconds */
function show(label, seconds) {
  const [least, most] = [Math.min(...seconds), Math.max(...seconds)];
  const middle = median(seconds);
  const rate = Math.round(tokens / middle).toLocaleString('en');
  const range = `${least.toFixed(2)} to ${most.toFixed(2)}`;
  console.log(`${label.padEnd(36)} ${middle.toFixed(2)} s (${range}), ${rate} tokens/s`);
}

/** @param {readonly number[]} values */
function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
