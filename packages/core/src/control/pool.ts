import { cutOut, indexFrom, withAll, without, withoutAll } from './ascending.ts';
import { createOwners, NOBODY, OUT, type Owners, ownerOf, withOwner } from './owners.ts';
import type { CommandId, NodeId } from './protocol/ids.ts';
import { type Domain, nodeRange, type Topology } from './protocol/topology.ts';

/** A node out of service. */
export interface OutNode {
  readonly node: NodeId;
  /** Suspect: known to need repair, but not cordoned because the limit was reached. */
  readonly state: 'cordoned' | 'suspect';
  /** The run that waits for this particular node; `NOBODY` if any run may have it. */
  readonly heldFor: number;
  /** The first command since the node was last found bad; answers to older ones are stale. */
  readonly since: CommandId;
}

/**
 * Where every node is: held by a run, free, or out. A node that is neither free nor out is held by the run
 * that `owners` names; a free node may still be out of reach, in a domain that is down.
 */
export interface NodePool {
  readonly topology: Topology;
  readonly owners: Owners;
  /** Ascending. */
  readonly free: readonly NodeId[];
  /** Free nodes that only one run may take, because it waits for exactly these. */
  readonly reserved: readonly { readonly node: NodeId; readonly run: number }[];
  readonly out: readonly OutNode[];
  /** How many of `out` are cordoned; the others are suspects. */
  readonly cordoned: number;
  readonly down: readonly Domain[];
  /** Free nodes that are started and checked, or being made so. */
  readonly warm: readonly NodeId[];
}

export function createPool(topology: Topology): NodePool {
  return {
    topology,
    owners: createOwners(topology.nodes),
    free: Array.from({ length: topology.nodes }, (_, node) => node),
    reserved: [],
    out: [],
    cordoned: 0,
    down: [],
    warm: [],
  };
}

export function isKnown({ topology }: NodePool, node: NodeId): boolean {
  return Number.isInteger(node) && node >= 0 && node < topology.nodes;
}

export function isOut(pool: NodePool, node: NodeId): boolean {
  return ownerOf(pool.owners, node) === OUT;
}

export function isDown({ topology, down }: NodePool, node: NodeId): boolean {
  return down.some((domain) => {
    const [from, before] = nodeRange(topology, domain);
    return node >= from && node < before;
  });
}

/** The index of the run that holds the node, or `NOBODY`. */
export function holderOf(pool: NodePool, node: NodeId): number {
  return Math.max(NOBODY, ownerOf(pool.owners, node));
}

export function hasSuspects({ out, cordoned }: NodePool): boolean {
  return out.length > cordoned;
}

/**
 * Whether `count` more nodes may be cordoned under the limit. A share above 0 always allows one: a small
 * fleet could otherwise never repair its first bad node, and would wait for ever.
 */
export function mayCordon(pool: NodePool, maxShare: number, count = 1): boolean {
  const after = pool.cordoned + count;
  return after <= 1 ? maxShare > 0 : after <= maxShare * pool.topology.nodes;
}

/** Free nodes within reach that a run may take; only those reserved for it if it may take no others. */
export function availableTo(
  pool: NodePool,
  run: number,
  mayTakeOthers: boolean,
  avoidsDown = true,
): readonly NodeId[] {
  const { free, reserved } = pool;
  if (!mayTakeOthers) {
    return reserved.flatMap(({ node, run: by }) => (by === run && !isDown(pool, node) ? node : []));
  }
  const reachable = avoidsDown ? reachableOf(free, pool) : free;
  if (reserved.every(({ run: by }) => by === run)) return reachable;
  const kept = new Set(reserved.flatMap(({ node, run: by }) => (by === run ? [] : node)));
  return reachable.filter((node) => !kept.has(node));
}

/**
 * Filters ascending nodes down to those in no failed domain. It runs at every placement, so it cuts out the
 * domains' ranges instead of testing node by node.
 */
function reachableOf(nodes: readonly NodeId[], { topology, down }: NodePool): readonly NodeId[] {
  let reachable = nodes;
  for (const domain of down) {
    const [from, before] = nodeRange(topology, domain);
    const first = indexFrom(reachable, from);
    const count = indexFrom(reachable, before) - first;
    if (count > 0) reachable = cutOut(reachable, first, count);
  }
  return reachable;
}

/** Gives free nodes to a run. */
export function take(pool: NodePool, nodes: readonly NodeId[], run: number): NodePool {
  const { topology, owners, free, reserved, out, cordoned, down, warm } = pool;
  return {
    topology,
    owners: withOwner(owners, nodes, run),
    free: withoutAll(free, nodes),
    reserved:
      reserved.length === 0 ? reserved : reserved.filter(({ node }) => !nodes.includes(node)),
    out,
    cordoned,
    down,
    warm: warm.length === 0 ? warm : warm.filter((node) => !nodes.includes(node)),
  };
}

/** Makes held nodes free, for any run or for one only. */
export function release(pool: NodePool, nodes: readonly NodeId[], heldFor = NOBODY): NodePool {
  const kept = heldFor === NOBODY ? [] : nodes.map((node) => ({ node, run: heldFor }));
  return {
    ...pool,
    owners: withOwner(pool.owners, nodes, NOBODY),
    free: withAll(pool.free, nodes),
    reserved: [...pool.reserved, ...kept],
  };
}

/** Takes a node out of a gang or the free list, or changes the entry of one that is already out. */
export function takeOut(pool: NodePool, out: OutNode): NodePool {
  const { topology, owners, free, reserved, down, warm } = pool;
  const { node } = out;
  const before = outNode(pool, node);
  const others = before ? leaveOut(pool.out, before) : pool.out;
  return {
    topology,
    owners: before ? owners : withOwner(owners, [node], OUT),
    free: without(free, node),
    reserved: reserved.length === 0 ? reserved : reserved.filter((entry) => entry.node !== node),
    out: others.concat(out),
    cordoned: pool.cordoned + isCordoned(out) - isCordoned(before),
    down,
    warm: warm.includes(node) ? warm.filter((other) => other !== node) : warm,
  };
}

/** The entry of a node that is out; undefined if it is not. */
export function outNode(pool: NodePool, node: NodeId): OutNode | undefined {
  return isOut(pool, node) ? pool.out.find((out) => out.node === node) : undefined;
}

function leaveOut(out: readonly OutNode[], entry: OutNode): readonly OutNode[] {
  return cutOut(out, out.indexOf(entry), 1);
}

function isCordoned(out: OutNode | undefined): 0 | 1 {
  return out?.state === 'cordoned' ? 1 : 0;
}

/** Makes a node that is out free again; unchanged when it is not out. */
export function putBack(pool: NodePool, node: NodeId): NodePool {
  const found = outNode(pool, node);
  if (!found) return pool;
  const { topology, owners, free, reserved, down, warm } = pool;
  const { heldFor } = found;
  return {
    topology,
    owners: withOwner(owners, [node], NOBODY),
    free: withAll(free, [node]),
    reserved: heldFor === NOBODY ? reserved : [...reserved, { node, run: heldFor }],
    out: leaveOut(pool.out, found),
    cordoned: pool.cordoned - isCordoned(found),
    down,
    warm,
  };
}

/** From now on only an answer to this command or a later one brings cordoned nodes back. */
export function awaitAgain(pool: NodePool, since: CommandId): NodePool {
  const out = pool.out.map((entry) => {
    const { node, state, heldFor } = entry;
    return state === 'cordoned' ? { node, state, heldFor, since } : entry;
  });
  return { ...pool, out };
}

/** Whether any nodes, free or out, are held for this run. */
export function isHeldFor({ out, reserved }: NodePool, run: number): boolean {
  return out.some(({ heldFor }) => heldFor === run) || reserved.some((entry) => entry.run === run);
}

/** Releases what was held for this run to any run. */
export function forget(pool: NodePool, run: number): NodePool {
  if (!isHeldFor(pool, run)) return pool;
  return {
    ...pool,
    reserved: pool.reserved.filter((entry) => entry.run !== run),
    out: pool.out.map((out) => (out.heldFor === run ? { ...out, heldFor: NOBODY } : out)),
  };
}

/** The nodes of a run, ascending. */
export function nodesOf({ owners, topology }: NodePool, run: number): NodeId[] {
  const nodes: NodeId[] = [];
  for (let node = 0; node < topology.nodes; node++)
    if (ownerOf(owners, node) === run) nodes.push(node);
  return nodes;
}
