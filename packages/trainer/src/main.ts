import { fstatSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { CheckpointError } from './checkpoint/index.ts';
import { type Launch, LaunchError, Orders, readJob, readLaunch } from './launch/index.ts';
import { answer, measure } from './measure/index.ts';
import { trainJob } from './run.ts';
import type { Report } from './training.ts';

/** Exit codes that the engine knows; see docs/programs.md. Any other is a failure. */
const EXIT = { done: 0, failed: 1, launch: 2, left: 75, data: 76 } as const;

/**
 * Trains as the environment says and returns the code to exit with. With `--measure` it measures this machine instead;
 * `--answer PORT` is the second process that this needs.
 */
export async function main(argv: readonly string[]): Promise<number> {
  const [option, port] = argv.slice(2);
  if (option === '--measure') {
    await measure(argv[1]!, report);
    return EXIT.done;
  }
  if (option === '--answer') {
    await answer(Number(port));
    return EXIT.done;
  }
  try {
    const launch = readLaunch(process.env);
    const job = readJob(launch.job);
    return EXIT[await trainJob(job, launch, listen(launch), report)];
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    if (error instanceof LaunchError) return EXIT.launch;
    return error instanceof CheckpointError ? EXIT.data : EXIT.failed;
  } finally {
    process.stdin.destroy();
  }
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
