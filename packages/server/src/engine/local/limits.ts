import { availableParallelism } from 'node:os';

/** Whether this machine can hold a process to some of its processors. */
export const CAN_LIMIT_CPUS = process.platform === 'linux';

/**
 * The program behind `taskset`, so that it uses only its share of the processors: rank 0 the first ones, rank 1
 * the next, and from the start again where there are too few.
 */
export function taskset(
  argv: readonly string[],
  rank: number,
  cpus: number | undefined,
): readonly string[] {
  if (cpus === undefined) return argv;
  const all = availableParallelism();
  const own = Array.from(
    { length: Math.min(cpus, all) },
    (_, index) => (rank * cpus + index) % all,
  );
  return ['taskset', '--cpu-list', own.join(), ...argv];
}
