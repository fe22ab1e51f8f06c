import type { StepGraph } from './graph.ts';

/**
 * Time of a step, s: every meeting begins when everything its operations need has ended, and each of them
 * then takes its duration. `durations` and `ends` are in s, by number of operation; the duration of a
 * communication is its transfer only, not its waiting for others. `ends` is written.
 */
export function replayStep(
  { members, membersFrom, needed, neededFrom, operations }: StepGraph,
  durations: Float64Array,
  ends: Float64Array = new Float64Array(operations.count),
): number {
  let time = 0;
  for (let i = 0; i + 1 < membersFrom.length; i++) {
    let start = 0;
    for (let j = neededFrom[i]!; j < neededFrom[i + 1]!; j++) {
      const end = ends[needed[j]!]!;
      if (end > start) start = end;
    }
    for (let j = membersFrom[i]!; j < membersFrom[i + 1]!; j++) {
      const operation = members[j]!;
      const end = start + durations[operation]!;
      ends[operation] = end;
      if (end > time) time = end;
    }
  }
  return time;
}
