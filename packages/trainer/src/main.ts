import { fstatSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { CheckpointError } from './checkpoint/index.ts';
import type { Lessons } from './data/index.ts';
import { type Launch, LaunchError, Orders, readJob, readLaunch } from './launch/index.ts';
import { answer, measure } from './measure/index.ts';
import { prepareJob } from './prepare.ts';
import { trainJob } from './run.ts';
import type { Report } from './training.ts';

const USAGE =
  'It trains as the environment says (see docs/trainer.md). Its only options: --prepare FOLDER, --measure';

/** Exit codes that the engine knows; see docs/programs.md. Any other is a failure. */
const EXIT = { done: 0, failed: 1, launch: 2, left: 75, data: 76 } as const;

/**
 * Trains as the environment says and returns the code to exit with. `argv` is the process's own; what its options do
 * instead is said in docs/trainer.md. A program that teaches something of its own gives its `lessons`.
 */
export async function main(argv: readonly string[], lessons?: Lessons): Promise<number> {
  const [, program = '', option, value, ...more] = argv;
  try {
    if (option === undefined) {
      const launch = readLaunch(process.env);
      return EXIT[await trainJob(readJob(launch.job), launch, listen(launch), report, lessons)];
    }
    if (option === '--measure' && value === undefined) await measure(program, report);
    else if (option === '--answer' && value && more.length === 0) await answer(Number(value));
    else if (option === '--prepare' && value && more.length === 0) await prepare(value, lessons);
    else throw new LaunchError([USAGE]);
    return EXIT.done;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    if (error instanceof LaunchError) return EXIT.launch;
    return error instanceof CheckpointError ? EXIT.data : EXIT.failed;
  } finally {
    process.stdin.destroy();
  }
}

async function prepare(folder: string, lessons?: Lessons): Promise<void> {
  const launch = readLaunch({ ...process.env, GIGAFACTORY_CHECKPOINTS: folder });
  await prepareJob(readJob(launch.job), launch, folder, report, lessons);
}

/** Orders come as signals and, where standard input is a pipe, as lines; its end is the end of who launched this rank. */
function listen({ rank, worldSize, peers, joins }: Launch): Orders {
  const standard = fstatSync(0);
  const isLed = standard.isFIFO() || standard.isSocket();
  const ranks = worldSize === 1 ? [rank] : peers.map((_, index) => index);
  const orders = new Orders(joins ? undefined : { generation: 0, ranks, peers }, isLed);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => orders.leave());
  if (isLed) {
    createInterface({ input: process.stdin }).on('line', (line) => {
      if (orders.hear(line) === 'unknown') report({ note: 'ignores a line that is no membership' });
    });
    process.stdin.once('end', () => process.exit(EXIT.failed));
  }
  return orders;
}

const report: Report = (line) => {
  process.stdout.write(`${JSON.stringify(line)}\n`);
};
