import type { NodeId } from './ids.ts';

/**
 * Who is where, kept as exceptions so that a fleet of 12,500 nodes costs nothing per event. A node is
 * cordoned, suspect or spare; whoever is none of these is in the gang.
 */
export interface NodePool {
  readonly nodes: number;
  /** Spares never used yet: from here to the end of the fleet, less the cordoned and suspect. */
  readonly freshFrom: NodeId;
  /** Spares that came back from repair, oldest first. */
  readonly returned: readonly NodeId[];
  readonly cordoned: readonly NodeId[];
  /** Known to need repair, but not cordoned because the limit was reached. */
  readonly suspects: readonly NodeId[];
  /** Left the gang since it was last placed. */
  readonly leaving: readonly NodeId[];
  /** Nodes that the gang lacks. */
  readonly missing: number;
}

/** A pool whose gang has yet to be placed on nodes 0 .. gangNodes - 1. */
export function createPool(nodes: number, gangNodes: number): NodePool {
  return {
    nodes,
    freshFrom: 0,
    returned: [],
    cordoned: [],
    suspects: [],
    leaving: [],
    missing: gangNodes,
  };
}

export function isOut(pool: NodePool, node: NodeId): boolean {
  return pool.cordoned.includes(node) || pool.suspects.includes(node);
}

export function isSpare(pool: NodePool, node: NodeId): boolean {
  return !isOut(pool, node) && isFreshOrReturned(pool, node);
}

function isFreshOrReturned(pool: NodePool, node: NodeId): boolean {
  return node >= pool.freshFrom || pool.returned.includes(node);
}

export function isKnown(pool: NodePool, node: NodeId): boolean {
  return Number.isInteger(node) && node >= 0 && node < pool.nodes;
}

export function countSpares(pool: NodePool): number {
  let fresh = pool.nodes - pool.freshFrom;
  for (const node of pool.cordoned) if (node >= pool.freshFrom) fresh--;
  for (const node of pool.suspects) if (node >= pool.freshFrom) fresh--;
  return fresh + pool.returned.length;
}

/** How many nodes could fill the gang's gaps: only repaired ones when `fresh` may not be touched. */
export function countAvailable(pool: NodePool, mayUseFresh: boolean): number {
  return mayUseFresh ? countSpares(pool) : pool.returned.length;
}

/**
 * Whether one more node may be cordoned under the limit. A share above 0 always allows one: a small
 * fleet would otherwise never see its first bad node repaired, and wait for ever.
 */
export function mayCordon(pool: NodePool, maxShare: number): boolean {
  if (pool.cordoned.length === 0) return maxShare > 0;
  return pool.cordoned.length + 1 <= maxShare * pool.nodes;
}

/** Takes a node out of gang or spares; `as` says whether it is cordoned or only suspect. */
export function takeOut(pool: NodePool, node: NodeId, as: 'cordoned' | 'suspects'): NodePool {
  const { cordoned, suspects, returned } = pool;
  const wasOut = isOut(pool, node);
  const fromGang = !wasOut && !isFreshOrReturned(pool, node);
  // Field by field, here and below: a spread would take the twin several times as long.
  return {
    nodes: pool.nodes,
    freshFrom: pool.freshFrom,
    returned: wasOut ? returned : withoutNode(returned, node),
    cordoned: as === 'cordoned' ? withNode(cordoned, node) : withoutNode(cordoned, node),
    suspects: as === 'suspects' ? withNode(suspects, node) : withoutNode(suspects, node),
    leaving: fromGang ? [...pool.leaving, node] : pool.leaving,
    missing: pool.missing + (fromGang ? 1 : 0),
  };
}

/** Makes a cordoned node a spare again. */
export function putBack(pool: NodePool, node: NodeId): NodePool {
  if (!pool.cordoned.includes(node)) return pool;
  const isFresh = node >= pool.freshFrom;
  return {
    nodes: pool.nodes,
    freshFrom: pool.freshFrom,
    returned: isFresh ? pool.returned : [...pool.returned, node],
    cordoned: withoutNode(pool.cordoned, node),
    suspects: pool.suspects,
    leaving: pool.leaving,
    missing: pool.missing,
  };
}

/**
 * Fills the gang: fresh spares first, then repaired nodes; only repaired ones when `fresh` may not be
 * touched. Undefined when there are too few.
 */
export function fillGang(
  pool: NodePool,
  mayUseFresh: boolean,
): { readonly pool: NodePool; readonly add: readonly NodeId[] } | undefined {
  if (countAvailable(pool, mayUseFresh) < pool.missing) return undefined;
  const add: NodeId[] = [];
  let freshFrom = pool.freshFrom;
  // A cordoned node that the scan passes comes back through `returned`: it is fresh no more.
  for (; mayUseFresh && freshFrom < pool.nodes && add.length < pool.missing; freshFrom++) {
    if (!isOut(pool, freshFrom)) add.push(freshFrom);
  }
  const fromReturned = pool.missing - add.length;
  add.push(...pool.returned.slice(0, fromReturned));
  const { nodes, cordoned, suspects } = pool;
  const returned = pool.returned.slice(fromReturned);
  const filled = { nodes, freshFrom, returned, cordoned, suspects, leaving: [], missing: 0 };
  return { pool: filled, add };
}

function withNode(nodes: readonly NodeId[], node: NodeId): readonly NodeId[] {
  return nodes.includes(node) ? nodes : [...nodes, node];
}

function withoutNode(nodes: readonly NodeId[], node: NodeId): readonly NodeId[] {
  return nodes.includes(node) ? nodes.filter((other) => other !== node) : nodes;
}
