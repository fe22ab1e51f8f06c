import { createStream } from '../../base/index.ts';
import type { JournalHeader } from '../../control/journal/index.ts';

/**
 * A node that was probably in a run, or in a replica of it, where a journal names none: one of those that
 * the first run takes first, the second next, and so on. The same for the same number of guess.
 */
export function membersGuess(
  { runs, topology }: JournalHeader,
  run: string,
  replica: number | undefined,
  guess: number,
): number {
  let first = 0;
  for (const { run: name, replicas, nodesPerReplica } of runs) {
    if (name === run) {
      const stream = createStream('journal').fork(`${run} ${guess}`);
      const place = replica ?? stream.integer(Math.max(1, replicas));
      const node = first + place * nodesPerReplica + stream.integer(Math.max(1, nodesPerReplica));
      return Math.min(node, topology.nodes - 1);
    }
    first += replicas * nodesPerReplica;
  }
  return 0;
}
