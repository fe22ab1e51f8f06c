import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { fstatSync, mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Names another Python than `python3`. */
export const PYTHON = 'GIGAFACTORY_PYTHON';

/** See docs/programs.md. */
const [FAILED, LEFT] = [1, 75];

/** A Python with PyTorch and NumPy. */
export function findPyTorch(): string | undefined {
  const python = process.env[PYTHON] || 'python3';
  const tried = spawnSync(python, ['-c', 'import numpy, torch'], { stdio: 'ignore' });
  return tried.status === 0 ? python : undefined;
}

/**
 * Runs `pytorch/train.py` of the trainer as this rank. A child of this program writes the samples beside the checkpoints, and
 * the checkpoint to start from: the first, or that to go on from, whose tokenizer it keeps, with the lessons of today in its
 * manifest. Training begins as soon as both have begun.
 */
export async function trainWithPyTorch(python: string, program: string): Promise<number> {
  const { env } = process;
  if (env['GIGAFACTORY_JOIN'] === '1') {
    process.stderr.write(
      'a rank in PyTorch joins no others: they end with the one that was lost\n',
    );
    return FAILED;
  }
  // Each rank has its own: they are the same bytes, and no rank waits for a file that another replaces.
  const folder = join(env['GIGAFACTORY_CHECKPOINTS'] ?? '', `.samples-${env['RANK'] ?? 0}`);
  mkdirSync(folder, { recursive: true });
  const prepared = await prepare(program, folder);
  if (prepared === undefined) return FAILED;
  const { writer, checkpoint } = prepared;
  const script = join(
    dirname(createRequire(import.meta.url).resolve('@gigafactory/trainer/package.json')),
    'pytorch/train.py',
  );
  const child = spawn(python, [script], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      ...env,
      GIGAFACTORY_RESUME: checkpoint,
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

interface Prepared {
  readonly writer: ChildProcess;
  /** Where training starts. */
  readonly checkpoint: string;
}

/** Starts writing samples, and returns once the first of them may be read. */
async function prepare(program: string, folder: string): Promise<Prepared | undefined> {
  rmSync(join(folder, 'samples.i32'), { force: true });
  const writer = spawn(process.execPath, [program, '--prepare', folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let told = '';
  const begun = new Promise<boolean>((resolve) => {
    writer.stdout.on('data', (text) => {
      told += String(text);
      if (told.includes('"samples"')) resolve(true);
    });
    writer.once('exit', () => resolve(false));
  });
  if (!(await begun)) return undefined;
  const line = told.split('\n').find((one) => one.includes('"checkpoint"'));
  return line === undefined ? undefined : { writer, checkpoint: JSON.parse(line).checkpoint };
}

/** The code that this rank ends with once its child has ended. */
function ended(child: ChildProcess): Promise<number> {
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => child.kill('SIGTERM'));
  const standard = fstatSync(0);
  if (standard.isFIFO() || standard.isSocket()) {
    // Its end is the end of who launched this rank. Members come over it too, and none of them can be changed.
    process.stdin.resume();
    process.stdin.once('end', () => child.kill('SIGKILL'));
  }
  return new Promise((resolve) => {
    const end = (code: number): void => {
      process.stdin.destroy();
      resolve(code);
    };
    child.once('error', () => end(FAILED));
    child.once('exit', (code, signal) =>
      // Told to leave before it could hear it; any other signal took what was not saved.
      end(code ?? (signal === 'SIGTERM' ? LEFT : FAILED)),
    );
  });
}
