import type { NodeId, ReplicaId } from '../control/protocol/index.ts';

/** Ranges of consecutive nodes: each from the first up to, but not including, the second. */
export type NodeRows = readonly (readonly [from: NodeId, before: NodeId])[];

const NONE = -1;
/** More replicas than any run has. */
const MOST_REPLICAS = 2 ** 21;

/** A single number for a replica of a run, given by the run's number. */
export function replicaCode(run: number, replica: ReplicaId): number {
  return run * MOST_REPLICAS + replica;
}

/** The run's number in a code. */
export function runOfCode(code: number): number {
  return Math.floor(code / MOST_REPLICAS);
}

/**
 * What the trace has already said about which node is in which replica, so that it only records changes: a
 * replica has a thousand nodes and is lost thousands of times.
 */
export class ReplicaMap {
  readonly #known: Int32Array;

  constructor(nodes: number) {
    this.#known = new Int32Array(nodes).fill(NONE);
  }

  /** Nodes join a gang; their replica is not known yet. */
  forget(nodes: readonly NodeId[]): void {
    for (const node of nodes) this.#known[node] = NONE;
  }

  /** Nodes join this particular replica. */
  put(nodes: readonly NodeId[], run: number, replica: ReplicaId): void {
    for (const node of nodes) this.#known[node] = replicaCode(run, replica);
  }

  /** Which nodes are in the replica and which no longer are, beyond what was already recorded. */
  news(
    run: number,
    replica: ReplicaId,
    members: Int32Array,
  ): { readonly joined: NodeRows; readonly parted: NodeRows } {
    const code = replicaCode(run, replica);
    const known = this.#known;
    const joined = members.filter((node) => known[node] !== code).sort();
    // Nodes that still have the code once the members are set aside have left the replica.
    for (const node of members) known[node] = NONE;
    const parted: NodeId[] = [];
    for (let node = known.indexOf(code); node >= 0; node = known.indexOf(code, node + 1))
      parted.push(node);
    this.forget(parted);
    for (const node of members) known[node] = code;
    return { joined: rowsOf(joined), parted: rowsOf(parted) };
  }
}

/** Ascending nodes as ranges of consecutive ones. */
function rowsOf(nodes: Iterable<NodeId>): NodeRows {
  const rows: [from: NodeId, before: NodeId][] = [];
  for (const node of nodes) {
    const last = rows.at(-1);
    if (last?.[1] === node) last[1] = node + 1;
    else rows.push([node, node + 1]);
  }
  return rows;
}
