import type { Plan } from '../../api/types.ts';

/** One tier of the fabric, or the nodes under it. */
export interface Tier {
  readonly name: 'Core' | 'Spine' | 'Leaf' | 'Nodes';
  readonly count: number;
  /** Of the count in the plan. */
  readonly path: string;
  /** Links to the tier below: how many, and their path in the plan. */
  readonly down?: { readonly count: number; readonly path: string };
}

/** The fabric's tiers that exist, from the top down; the nodes are last. */
export function tiersOf({ fabric, fleet }: Plan): readonly Tier[] {
  const { links } = fabric;
  const tiers: readonly Tier[] = [
    {
      name: 'Core',
      count: fabric.coreSwitches,
      path: 'fabric.coreSwitches',
      down: { count: links.spineCore, path: 'fabric.links.spineCore' },
    },
    {
      name: 'Spine',
      count: fabric.spineSwitches,
      path: 'fabric.spineSwitches',
      down: { count: links.leafSpine, path: 'fabric.links.leafSpine' },
    },
    {
      name: 'Leaf',
      count: fabric.leafSwitches,
      path: 'fabric.leafSwitches',
      down: { count: links.nodeLeaf, path: 'fabric.links.nodeLeaf' },
    },
    { name: 'Nodes', count: fleet.nodes, path: 'fleet.nodes' },
  ];
  return tiers.filter((tier) => tier.count > 0);
}

/** Where the glyphs of a tier stand. */
export interface TierLayout {
  /** Left edge of each glyph, px. */
  readonly xs: readonly number[];
  readonly width: number;
  /** Fewer glyphs are drawn than there are: a gap before the last says so. */
  readonly cut: boolean;
}

/** Spreads at most `most` glyphs over the width; when some are left out, the last stands apart. */
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
