/**
 * A training program that trains nothing and keeps the contract of docs/programs.md: the first member counts
 * steps and writes checkpoints. What goes wrong is asked for in the environment:
 *   STEP_MS       ms a step, 5 by default
 *   FAIL          RANK:STEP:CODE, exits with CODE at STEP in the first attempt
 *   IGNORE_RESUME starts at step 0 whatever it is given
 *   SAY           printed once at the start, as it is
 * It ends by itself after some minutes, in case nobody is left to end it.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const { env } = process;
const rank = Number(env.RANK);
const folder = env.GIGAFACTORY_CHECKPOINTS;
const every = Number(env.GIGAFACTORY_CHECKPOINT_EVERY);
const total = JSON.parse(readFileSync(env.GIGAFACTORY_JOB, 'utf8')).steps;
const [failRank, failStep, failCode] = (env.FAIL ?? '').split(':').map(Number);
let members = Array.from({ length: Number(env.WORLD_SIZE) }, (_, index) => index);
let step = 0;

const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);
const isFirst = () => members[0] === rank;

function save() {
  const path = join(folder, `step-${String(step).padStart(8, '0')}`);
  if (existsSync(path)) return;
  const temporary = join(folder, `.writing-${process.pid}`);
  rmSync(temporary, { recursive: true, force: true });
  mkdirSync(temporary, { recursive: true });
  const weights = Buffer.from(`weights of step ${step}`);
  writeFileSync(join(temporary, 'weights'), weights);
  const sha256 = createHash('sha256').update(weights).digest('hex');
  const files = { weights: { bytes: weights.length, sha256 } };
  const manifest = { format: 'gigafactory-checkpoint', version: 1, step, files };
  writeFileSync(join(temporary, 'manifest.json'), JSON.stringify(manifest));
  renameSync(temporary, path);
  say({ checkpoint: path, step });
}

function leave(code) {
  // Standard output is a pipe: what is still in it must arrive.
  process.stdout.write('', () => process.exit(code));
}

function train() {
  if (step >= total) {
    if (isFirst()) save();
    clearInterval(timer);
    leave(0);
    return;
  }
  step++;
  if (rank === failRank && step === failStep && env.GIGAFACTORY_ATTEMPT === '1')
    process.exit(failCode);
  if (!isFirst()) return;
  say({ step, loss: 10 / step, tokens: step * 1000 });
  if (step % every === 0) save();
}

if (env.GIGAFACTORY_RESUME && !env.IGNORE_RESUME) {
  step = JSON.parse(readFileSync(join(env.GIGAFACTORY_RESUME, 'manifest.json'), 'utf8')).step;
}
if (env.SAY) process.stdout.write(env.SAY);
if (!env.GIGAFACTORY_JOIN) say({ start: step });
const timer = setInterval(train, Number(env.STEP_MS ?? 5));

process.on('SIGTERM', () => {
  clearInterval(timer);
  if (isFirst()) save();
  leave(75);
});

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  const message = JSON.parse(line).members;
  members = message.ranks;
  say({ members: message.generation });
});

setTimeout(() => process.exit(1), 300_000);
