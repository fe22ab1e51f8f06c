import type { Plan } from '../../api/types.ts';

/** One tier of the fabric, or the nodes under it. */
export interface Tier {
  readonly name: string;
  /** Nodes have a port on each rail, and a switch of the lowest tier is on one rail. */
  readonly kind: 'switches' | 'rails' | 'nodes';
  readonly count: number;
  /** Path of the count in the plan. */
  readonly path: string;
  /** Path of the links to the tier below. */
  readonly down?: string;
}

/** The fabric's tiers from the top down; the nodes are last. */
export function tiersOf({ fabric, fleet }: Plan): readonly Tier[] {
  const { tiers, planes } = fabric.topology;
  const nodes: Tier = { name: 'Nodes', kind: 'nodes', count: fleet.nodes, path: 'fleet.nodes' };
  const switches = tiers.map((tier, index): Tier => {
    const below = tiers[index - 1]?.name ?? 'node';
    return {
      name: tier.name === 'super' ? 'Super-core' : capital(tier.name),
      kind: index === 0 ? 'rails' : 'switches',
      count: planes * tier.switches,
      path: `fabric.${tier.name}Switches`,
      down: `fabric.links.${below}${capital(tier.name)}`,
    };
  });
  return [nodes, ...switches].reverse();
}

const KINDS = { clos: 'Clos' } as const;

/** The fabric in a line: `Rail-optimised Clos of 3 tiers`, and how it differs from what might be expected. */
export function aboutFabric({ topology, spread }: Plan['fabric']): string {
  const { kind, tiers, planes } = topology;
  const narrow = tiers.filter(({ oversubscription }) => oversubscription > 1);
  const parts = [
    `Rail-optimised ${KINDS[kind]} of ${tiers.length === 1 ? '1 tier' : `${tiers.length} tiers`}`,
    ...(planes > 1 ? [`in ${planes} planes`] : []),
    ...narrow.map((tier) => `${tier.name} oversubscribed ${tier.oversubscription} to 1`),
    `spread ${spread}`,
  ];
  return `${parts.join(', ')}.`;
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** Positions of the glyphs of a tier. */
export interface TierLayout {
  /** Left edge of each glyph, px. */
  readonly xs: readonly number[];
  readonly width: number;
  /** Whether fewer glyphs are drawn than there are, which a gap before the last one shows. */
  readonly cut: boolean;
}

/** Spreads at most `most` glyphs over the width; if some are left out, the last is set apart. */
export function layOutTier(
  count: number,
  most: number,
  width: number,
  gap: number,
  apart = true,
): TierLayout {
  const shown = Math.min(count, most);
  const cut = apart && shown < count;
  const slots = cut ? shown + 1 : shown;
  const size = (width - gap * (slots - 1)) / slots;
  const place = (slot: number): number => slot * (size + gap);
  const xs = Array.from({ length: shown }, (_, index) =>
    place(cut && index === shown - 1 ? slots - 1 : index),
  );
  return { xs, width: size, cut };
}
