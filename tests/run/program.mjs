/*
 * A program that keeps the contract of docs/programs.md and trains nothing: quick, and as bad as it is told to be.
 *
 *   STEP_MS     how long a step takes (20)
 *   GARBAGE     prints bytes that are no text before each step
 *   LOG_MB      writes so many MB of lines before the first step
 *   HANG_FILE   waits before step 60 for as long as this file is not there
 */
import { createHash } from 'node:crypto';
import {
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

const { env } = process;
const isFirst = env['RANK'] === '0';
const every = Number(env['GIGAFACTORY_CHECKPOINT_EVERY']);
const folder = env['GIGAFACTORY_CHECKPOINTS'] ?? '';
const { steps } = JSON.parse(readFileSync(env['GIGAFACTORY_JOB'] ?? '', 'utf8'));
const HANG_AT = 60;

/** @param {object} entry */
function tell(entry) {
  writeSync(1, `${JSON.stringify(entry)}\n`);
}

/** @param {number} step */
function save(step) {
  const path = join(folder, `step-${String(step).padStart(8, '0')}`);
  if (!existsSync(path)) {
    const draft = `${path}.draft`;
    mkdirSync(draft, { recursive: true });
    const text = `weights of step ${step}\n`;
    const sha256 = createHash('sha256').update(text).digest('hex');
    writeDurably(join(draft, 'model.safetensors'), text);
    const files = { 'model.safetensors': { bytes: text.length, sha256 } };
    const manifest = { format: 'gigafactory-checkpoint', version: 1, step, files };
    writeDurably(join(draft, 'manifest.json'), JSON.stringify(manifest));
    renameSync(draft, path);
  }
  tell({ checkpoint: path, step });
}

/** @param {string} path @param {string} text */
function writeDurably(path, text) {
  writeFileSync(path, text);
  fsyncSync(openSync(path, 'r'));
}

function first() {
  const from = env['GIGAFACTORY_RESUME'];
  return from ? JSON.parse(readFileSync(join(from, 'manifest.json'), 'utf8')).step : 0;
}

const pause = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));

let step = first();
process.on('SIGTERM', () => {
  if (isFirst) save(step);
  process.exit(75);
});

tell({ start: step });
const line = `${'x'.repeat(1023)}\n`.repeat(1024);
for (let mega = 0; mega < Number(env['LOG_MB'] ?? 0); mega++) writeSync(1, line);
while (step < steps) {
  if (env['HANG_FILE'] && step === HANG_AT) while (!existsSync(env['HANG_FILE'])) await pause(20);
  await pause(Number(env['STEP_MS'] ?? 20));
  if (env['GARBAGE']) writeSync(1, Buffer.from([0x1b, 0x5b, 0x32, 0x4a, 0xff, 0x00, 0x7b, 0x0a]));
  step++;
  tell({ step, loss: 1 / step, tokens: step * 512 });
  if (isFirst && (step % every === 0 || step === steps)) save(step);
}
