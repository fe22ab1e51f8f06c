import { CheckpointError } from './checkpoint/index.ts';
import { LaunchError, readJob, readLaunch } from './launch/index.ts';
import { type Report, trainJob } from './run.ts';

/** Exit codes that the engine knows; see docs/programs.md. Any other is a failure. */
const EXIT = { done: 0, left: 75, data: 76, failed: 1, launch: 2 } as const;

/** Trains as the environment says and returns the code to exit with. */
export async function main(): Promise<number> {
  let leaves = false;
  process.once('SIGTERM', () => {
    leaves = true;
  });
  try {
    const launch = readLaunch(process.env);
    const job = readJob(launch.job);
    return EXIT[await trainJob(job, launch, { leaves: () => leaves }, report)];
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    if (error instanceof LaunchError) return EXIT.launch;
    return error instanceof CheckpointError ? EXIT.data : EXIT.failed;
  }
}

const report: Report = (line) => {
  process.stdout.write(`${JSON.stringify(line)}\n`);
};
