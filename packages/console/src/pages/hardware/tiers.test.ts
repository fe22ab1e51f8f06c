import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../api/types.ts';
import { aboutFabric, layOutTier, tiersOf } from './tiers.ts';

const TIER = { ports: 64, links: 512, linkBandwidth: 50e9, reach: 32, switchesPerReach: 8 };
const LEAF = { ...TIER, name: 'leaf', switches: 16, oversubscription: 1 } as const;
const SPINE = { ...TIER, name: 'spine', switches: 8, oversubscription: 1 } as const;
const EVEN = { kind: 'clos', rails: 8, planes: 1, tiers: [LEAF, SPINE] } as const;

describe('tiersOf', () => {
  it('draws the tiers that the fabric has, from the top down, with the figures of the plan', () => {
    const topology = { ...EVEN, planes: 2 };
    const plan = { fabric: { topology }, fleet: { nodes: 64 } } as unknown as Plan;
    expect(tiersOf(plan)).toEqual([
      {
        ...{ name: 'Spine', kind: 'switches', count: 16 },
        ...{ path: 'fabric.spineSwitches', down: 'fabric.links.leafSpine' },
      },
      {
        ...{ name: 'Leaf', kind: 'rails', count: 32 },
        ...{ path: 'fabric.leafSwitches', down: 'fabric.links.nodeLeaf' },
      },
      { name: 'Nodes', kind: 'nodes', count: 64, path: 'fleet.nodes' },
    ]);
  });
});

describe('aboutFabric', () => {
  it('tells of planes and oversubscription where there are any', () => {
    const about = (topology: object) =>
      aboutFabric({ topology, spread: 'strict' } as unknown as Plan['fabric']);
    expect(about(EVEN)).toBe('Rail-optimised Clos of 2 tiers, spread strict.');
    expect(about({ ...EVEN, tiers: [LEAF] })).toBe('Rail-optimised Clos of 1 tier, spread strict.');
    const tiers = [{ ...LEAF, oversubscription: 3 }, SPINE];
    expect(about({ ...EVEN, planes: 2, tiers })).toBe(
      'Rail-optimised Clos of 2 tiers, in 2 planes, leaf oversubscribed 3 to 1, spread strict.',
    );
  });
});

describe('layOutTier', () => {
  it('draws nothing for nothing', () => {
    expect(layOutTier(0, 8, 100, 4).xs).toEqual([]);
  });

  it('draws all of a few, side by side', () => {
    expect(layOutTier(2, 8, 100, 4)).toEqual({ xs: [0, 52], width: 48, cut: false });
  });

  it('leaves a gap before the last of many', () => {
    const { xs, width, cut } = layOutTier(1000, 3, 100, 4);
    expect(cut).toBe(true);
    expect(xs).toHaveLength(3);
    expect((xs[2] ?? 0) - (xs[1] ?? 0)).toBeCloseTo(2 * (width + 4));
  });

  it('always fills the width and no more', () => {
    const count = fc.integer({ min: 1, max: 1e5 });
    fc.assert(
      fc.property(count, fc.integer({ min: 2, max: 16 }), fc.boolean(), (all, most, apart) => {
        const { xs, width } = layOutTier(all, most, 600, 6, apart);
        expect((xs.at(-1) ?? 0) + width).toBeCloseTo(600);
      }),
    );
  });
});
