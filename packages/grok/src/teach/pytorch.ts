import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Names another Python than `python3`. */
const PYTHON = 'GIGAFACTORY_PYTHON';
/** Told to leave. */
const LEFT = 75;

/** A Python with PyTorch and NumPy. */
export function findPyTorch(): string | undefined {
  const python = process.env[PYTHON] ?? 'python3';
  const tried = spawnSync(python, ['-c', 'import numpy, torch'], { stdio: 'ignore' });
  return tried.status === 0 ? python : undefined;
}

/**
 * Runs `pytorch/train.py` of the trainer as this rank. A child of this program writes the samples beside the checkpoints,
 * and the first checkpoint where there is none to go on from; training begins as soon as both have begun.
 */
export async function trainWithPyTorch(python: string, program: string): Promise<number> {
  const checkpoints = process.env['GIGAFACTORY_CHECKPOINTS'] ?? '';
  const folder = join(checkpoints, '.samples');
  mkdirSync(folder, { recursive: true });
  const writer = await prepare(program, folder);
  if (writer === undefined) return 1;
  const first = readdirSync(folder).find((name) => name.startsWith('step-'));
  const resume =
    process.env['GIGAFACTORY_RESUME'] || (first === undefined ? undefined : join(folder, first));
  if (resume === undefined) return 1;
  const script = join(
    dirname(createRequire(import.meta.url).resolve('@gigafactory/trainer/package.json')),
    'pytorch/train.py',
  );
  const child = spawn(python, [script], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      ...process.env,
      GIGAFACTORY_RESUME: resume,
      GIGAFACTORY_SAMPLES: join(folder, 'samples.i32'),
    },
  });
  // Without the writer the rank would wait for ever for samples that never come.
  let isWriterLost = false;
  const lose = (): void => {
    isWriterLost = true;
    child.kill('SIGTERM');
  };
  if (writer.exitCode) lose();
  writer.once('exit', (failure) => {
    if (failure) lose();
  });
  const code = await ended(child);
  writer.kill('SIGKILL');
  return isWriterLost ? 1 : code;
}

/** Starts writing samples, unless they are there whole, and returns once the first of them may be read. */
async function prepare(program: string, folder: string): Promise<ChildProcess | undefined> {
  const samples = join(folder, 'samples.i32');
  const stale = join(folder, 'samples.i32.old');
  if (existsSync(samples)) renameSync(samples, stale);
  const child = spawn(process.execPath, [program, '--prepare', folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, GIGAFACTORY_RESUME: '' },
  });
  rmSync(stale, { force: true });
  const begun = new Promise<boolean>((resolve) => {
    child.stdout.on('data', (text) => {
      if (String(text).includes('"samples"')) resolve(true);
    });
    child.once('exit', () => resolve(false));
  });
  return (await begun) || existsSync(samples) ? child : undefined;
}

function ended(child: ChildProcess): Promise<number> {
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => child.kill('SIGTERM'));
  return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? LEFT)));
}
