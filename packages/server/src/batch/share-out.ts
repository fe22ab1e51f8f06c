/** How parts are shared out among the tasks of an array. */
export interface Shares {
  /** A task should take so long that starting it hardly matters, s. */
  readonly taskSeconds: number;
  /** Tasks that are made even if each is then shorter; 1 when left out. */
  readonly leastTasks?: number | undefined;
  /** Most tasks of one array. */
  readonly mostTasks: number;
}

/**
 * Shares parts out among tasks, in order and by the time that each is expected to take.
 *
 * @param seconds how long each part is expected to take, s
 * @param alone parts that have failed before: each gets a task of its own, so that it takes no others down
 * @returns the parts of each task, by index
 */
export function shareOut(
  seconds: readonly number[],
  alone: ReadonlySet<number>,
  { taskSeconds, leastTasks = 1, mostTasks }: Shares,
): number[][] {
  const all = [...seconds.keys()];
  const suspects = all.filter((part) => alone.has(part));
  if (suspects.length * 2 > mostTasks) return divide(all, seconds, mostTasks);
  const rest = all.filter((part) => !alone.has(part));
  const total = sum(rest, seconds);
  const wanted = Math.max(1, leastTasks - suspects.length, Math.ceil(total / taskSeconds));
  const tasks = Math.min(mostTasks - suspects.length, wanted);
  return [...suspects.map((part) => [part]), ...divide(rest, seconds, tasks)];
}

/** Divides parts by time; a task that would get none is left out. */
function divide(parts: readonly number[], seconds: readonly number[], tasks: number): number[][] {
  const total = sum(parts, seconds);
  const shares: number[][] = Array.from({ length: tasks }, () => []);
  let before = 0;
  for (const [place, part] of parts.entries()) {
    const middle = before + seconds[part]! / 2;
    const share = total > 0 ? middle / total : place / parts.length;
    shares[Math.min(tasks - 1, Math.floor(share * tasks))]!.push(part);
    before += seconds[part]!;
  }
  return shares.filter((share) => share.length > 0);
}

function sum(parts: readonly number[], seconds: readonly number[]): number {
  return parts.reduce((all, part) => all + seconds[part]!, 0);
}
