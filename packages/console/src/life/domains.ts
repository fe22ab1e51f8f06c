import type { TwinTrace } from '../api/types.ts';

export type DomainKind = keyof TwinTrace['domainSize'];

/** From small to large, as an inspector lists where a node is. */
export const DOMAIN_KINDS: readonly DomainKind[] = ['rack', 'leaf', 'cooling', 'spine', 'hall'];

/** How a domain reads. */
export const DOMAIN_WORDS: Readonly<Record<DomainKind, string>> = {
  rack: 'rack',
  leaf: 'leaf group',
  spine: 'spine group',
  cooling: 'cooling unit',
  hall: 'hall',
};

export interface DomainOf {
  readonly kind: DomainKind;
  readonly index: number;
}

type Shape = Pick<TwinTrace, 'nodes' | 'domainSize'>;

/** The nodes of a domain: from the first index up to, but not including, the second. */
export function rangeOfDomain(
  { nodes, domainSize }: Shape,
  { kind, index }: DomainOf,
): readonly [from: number, before: number] {
  const size = domainSize[kind];
  return [Math.min(nodes, index * size), Math.min(nodes, (index + 1) * size)];
}

/** The domain of a kind that a node is in. */
export function domainOfNode({ domainSize }: Shape, kind: DomainKind, node: number): DomainOf {
  return { kind, index: Math.floor(node / domainSize[kind]) };
}

export function countDomains({ nodes, domainSize }: Shape, kind: DomainKind): number {
  return Math.ceil(nodes / domainSize[kind]);
}

/** What a map can group nodes by. */
export const GROUPINGS = ['rack', 'leaf', 'spine', 'hall'] as const;
export type Grouping = (typeof GROUPINGS)[number];

export function isGrouping(text: string | undefined): text is Grouping {
  return (GROUPINGS as readonly (string | undefined)[]).includes(text);
}
