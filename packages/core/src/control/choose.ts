import { indexFrom } from './ascending.ts';
import type { NodeId } from './protocol/ids.ts';
import {
  type DomainKind,
  distance,
  domainIndex,
  NETWORK_KINDS,
  nodeRange,
  type Topology,
} from './protocol/topology.ts';

/**
 * Picks nodes for a gang: near the ones they replace or, for a new gang, in as few groups of each network
 * tier as possible. Undefined when there are too few candidates. Candidates ascend.
 */
export function chooseNodes(
  topology: Topology,
  candidates: readonly NodeId[],
  count: number,
  preferred: readonly NodeId[],
  near: NodeId | undefined,
): readonly NodeId[] | undefined {
  if (candidates.length < count) return undefined;
  if (count === 1) return [nearest(topology, candidates, preferred, near)];
  if (near === undefined) return pack(topology, candidates, count);
  return candidates
    .toSorted((a, b) => distance(topology, near, a) - distance(topology, near, b) || a - b)
    .slice(0, count)
    .sort((a, b) => a - b);
}

/** A preferred candidate before any other; then the nearest; then the first. */
function nearest(
  topology: Topology,
  candidates: readonly NodeId[],
  preferred: readonly NodeId[],
  near: NodeId | undefined,
): NodeId {
  if (preferred.length === 0) return nearestOf(topology, candidates, near);
  const wanted = candidates.filter((node) => preferred.includes(node));
  return nearestOf(topology, wanted.length > 0 ? wanted : candidates, near);
}

/** Narrows the range of nodes tier by tier, as long as it still contains a candidate. */
function nearestOf(
  topology: Topology,
  candidates: readonly NodeId[],
  near: NodeId | undefined,
): NodeId {
  let best = candidates[0]!;
  let [from, before] = [0, topology.nodes];
  for (let tier = NETWORK_KINDS.length - 1; tier >= 0; tier--) {
    const [first, end] = rangeAround(topology, NETWORK_KINDS[tier]!, near);
    [from, before] = [Math.max(from, first), Math.min(before, end)];
    const node = candidates[indexFrom(candidates, from)];
    if (node === undefined || node >= before) break;
    best = node;
  }
  return best;
}

/** With nothing to be near, every node is near. */
function rangeAround(
  topology: Topology,
  kind: DomainKind,
  near: NodeId | undefined,
): readonly [NodeId, NodeId] {
  if (near === undefined) return [0, topology.nodes];
  return nodeRange(topology, { kind, index: domainIndex(topology, kind, near) });
}

/**
 * Takes whole groups of the highest tier first, then of the tiers below; the last group is the smallest that
 * suffices.
 */
function pack(topology: Topology, candidates: readonly NodeId[], count: number): NodeId[] {
  const chosen: NodeId[] = [];
  fill(topology, candidates, count, NETWORK_KINDS.toReversed(), chosen);
  return chosen.sort((a, b) => a - b);
}

function fill(
  topology: Topology,
  candidates: readonly NodeId[],
  count: number,
  [kind, ...finer]: readonly DomainKind[],
  chosen: NodeId[],
): void {
  if (kind === undefined) {
    chosen.push(...candidates.slice(0, count));
    return;
  }
  let lacking = count;
  const costOf = (group: readonly NodeId[], wanted: number) =>
    countGroups(topology, finer[0], group, wanted);
  for (const group of inOrder(groupBy(topology, kind, candidates), count, costOf)) {
    if (lacking === 0) return;
    const here = Math.min(lacking, group.length);
    if (here === group.length) chosen.push(...group);
    else fill(topology, group, here, finer, chosen);
    lacking -= here;
  }
}

/** Candidates ascend and a domain is a range of consecutive nodes, so a group ends where its domain does. */
function groupBy(topology: Topology, kind: DomainKind, nodes: readonly NodeId[]): NodeId[][] {
  const groups: NodeId[][] = [];
  let from = 0;
  while (from < nodes.length) {
    const [, before] = rangeAround(topology, kind, nodes[from]);
    let to = from + 1;
    while (to < nodes.length && nodes[to]! < before) to++;
    groups.push(nodes.slice(from, to));
    from = to;
  }
  return groups;
}

/** The least number of groups that `count` nodes need. */
function countGroups(
  topology: Topology,
  kind: DomainKind | undefined,
  nodes: readonly NodeId[],
  wanted: number,
): number {
  if (kind === undefined) return 0;
  const sizes = groupBy(topology, kind, nodes).map((group) => group.length);
  let groups = 0;
  let open = wanted;
  for (const size of sizes.sort((a, b) => b - a)) {
    if (open <= 0) break;
    open -= size;
    groups++;
  }
  return groups;
}

/**
 * The largest groups first, until one group can hold the rest. Of the groups that can, the least fragmented
 * comes next; among equals, the smallest.
 */
function inOrder(
  groups: readonly NodeId[][],
  count: number,
  costOf: (group: readonly NodeId[], wanted: number) => number,
): NodeId[][] {
  const bySize = groups.toSorted((a, b) => b.length - a.length || a[0]! - b[0]!);
  const ordered: NodeId[][] = [];
  let lacking = count;
  for (const [index, group] of bySize.entries()) {
    if (lacking <= 0) break;
    if (group.length < lacking) {
      ordered.push(group);
      lacking -= group.length;
      continue;
    }
    const wanted = lacking;
    const enough = bySize.slice(index).filter(({ length }) => length >= wanted);
    const costs = new Map(enough.map((other) => [other, costOf(other, wanted)]));
    const byCost = enough.sort(
      (a, b) => costs.get(a)! - costs.get(b)! || a.length - b.length || a[0]! - b[0]!,
    );
    ordered.push(byCost[0]!);
    break;
  }
  return ordered;
}
