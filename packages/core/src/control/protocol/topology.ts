import type { NodeId } from './ids.ts';

/** Kinds of domain: parts of a site that may fail as a whole and take nodes with them. */
export const DOMAIN_KINDS = ['rack', 'leaf', 'spine', 'cooling', 'hall'] as const;
export type DomainKind = (typeof DOMAIN_KINDS)[number];

/**
 * The kinds that are tiers of the network, lowest first: nodes in one such domain reach each other without
 * going higher.
 */
export const NETWORK_KINDS = ['leaf', 'spine'] as const satisfies readonly DomainKind[];

/** A leaf group is the nodes that share rail leaves; a spine group is the leaf groups under the same spines. */
export interface Domain {
  readonly kind: DomainKind;
  readonly index: number;
}

/**
 * Where nodes are. Every domain is a range of consecutive nodes, the last one possibly shorter: a fleet is
 * numbered hall by hall, spine group by spine group, leaf group by leaf group.
 */
export interface Topology {
  readonly nodes: number;
  /** Nodes per domain of each kind. */
  readonly size: Readonly<Record<DomainKind, number>>;
}

/** A fleet under one leaf: all nodes are equally near. */
export function flatTopology(nodes: number): Topology {
  return { nodes, size: { rack: nodes, leaf: nodes, spine: nodes, cooling: nodes, hall: nodes } };
}

export function isSameDomain(a: Domain, b: Domain): boolean {
  return a.kind === b.kind && a.index === b.index;
}

export function domainIndex({ size }: Topology, kind: DomainKind, node: NodeId): number {
  return Math.floor(node / size[kind]);
}

export function countDomains({ nodes, size }: Topology, kind: DomainKind): number {
  return Math.ceil(nodes / size[kind]);
}

export function isKnownDomain(topology: Topology, { kind, index }: Domain): boolean {
  return Number.isInteger(index) && index >= 0 && index < countDomains(topology, kind);
}

/** The nodes of a domain: from the first index up to, but not including, the second. */
export function nodeRange(
  { nodes, size }: Topology,
  { kind, index }: Domain,
): readonly [from: NodeId, before: NodeId] {
  return [Math.min(nodes, index * size[kind]), Math.min(nodes, (index + 1) * size[kind])];
}

/** How many tiers up the network two nodes meet: 0 under the same leaf, 1 under the same spines, 2 anywhere above. */
export function distance(topology: Topology, a: NodeId, b: NodeId): number {
  const tier = NETWORK_KINDS.findIndex(
    (kind) => domainIndex(topology, kind, a) === domainIndex(topology, kind, b),
  );
  return tier < 0 ? NETWORK_KINDS.length : tier;
}
