import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closTopology, type FabricDemand } from './clos.ts';
import { sizeFabric } from './fabric-size.ts';
import { bandwidthWithin, networkReaches } from './topology.ts';

const DEMAND: FabricDemand = {
  ...{ nodes: 12_288, rails: 8, cardBandwidth: 50e9, ports: 128 },
  ...{ spread: 'strict', planes: 1, oversubscription: 1 },
};

describe('closTopology', () => {
  it.each([
    ['too many endpoints for four tiers', { ports: 16 }],
    ['no port for nodes', { ports: 1 }],
    ['no port upwards', { ports: 2, oversubscription: 1e9 }],
  ])('gives none with %s', (_, over) => {
    expect(closTopology({ ...DEMAND, ...over })).toBeUndefined();
  });

  it('is one switch where that is enough', () => {
    const { tiers } = closTopology({ ...DEMAND, nodes: 16 })!;
    expect(tiers).toEqual([
      {
        ...{ name: 'leaf', switches: 1, ports: 128, links: 128, linkBandwidth: 50e9 },
        ...{ reach: 16, switchesPerReach: 1, oversubscription: 1 },
      },
    ]);
  });

  it('groups leaves under the same spines in three tiers', () => {
    const [leaf, spine, core] = closTopology(DEMAND)!.tiers;
    expect(leaf).toMatchObject({ switches: 1536, reach: 64, switchesPerReach: 8 });
    expect(spine).toMatchObject({ switches: 1536, reach: 512, switchesPerReach: 64 });
    expect(core).toMatchObject({ switches: 1024, reach: 12_288, switchesPerReach: 1024 });
  });

  it('groups spines under the same cores where three tiers do not reach', () => {
    const demand = { ...DEMAND, nodes: 125_000 };
    const [leaf, spine, core, top] = closTopology(demand)!.tiers;
    expect(leaf).toMatchObject({ switches: 15_632, reach: 64, switchesPerReach: 8 });
    expect(spine).toMatchObject({ name: 'spine', switches: 15_632, reach: 512 });
    expect(core).toMatchObject({ name: 'core', switches: 15_632, reach: 32_768 });
    expect(top).toMatchObject({ name: 'super', switches: 8192, reach: 125_000 });
    expect(top!.links).toBe(leaf!.switches * 64);
    const { size } = sizeFabric('clos', demand)!;
    expect(size).toMatchObject({ tiers: 4, superSwitches: 8192, endpointLimit: 33_554_432 });
    expect(size.links.total).toBe(1_000_000 + 3 * 15_632 * 64);
  });

  it('has fewer links up, and fewer spines, where leaves are oversubscribed', () => {
    const [leaf, spine] = closTopology({ ...DEMAND, nodes: 1024, oversubscription: 3 })!.tiers;
    expect(leaf).toMatchObject({ reach: 96, oversubscription: 3, links: 8192 });
    expect(spine!.links).toBe(leaf!.switches * 32);
    const even = closTopology({ ...DEMAND, nodes: 1024 })!.tiers;
    expect(spine!.switches).toBeLessThan(even[1]!.switches);
  });

  it('divides the bandwidth of a card among planes and counts all of them', () => {
    const two = sizeFabric('clos', { ...DEMAND, planes: 2 })!;
    const one = sizeFabric('clos', DEMAND)!;
    expect(two.topology.tiers[0]!.linkBandwidth).toBe(25e9);
    expect(two.size.switches).toBe(2 * one.size.switches);
    expect(two.size.links.total).toBe(2 * one.size.links.total);
  });

  it('has a port for every link', () => {
    const demand = fc.record({
      nodes: fc.integer({ min: 1, max: 4096 }),
      rails: fc.constantFrom(1, 4, 8),
      cardBandwidth: fc.constant(50e9),
      ports: fc.constantFrom(16, 32, 40, 64, 128),
      spread: fc.constantFrom('strict', 'minimal'),
      planes: fc.constantFrom(1, 2, 4),
      oversubscription: fc.constantFrom(1, 1.5, 2, 3, 7),
    });
    fc.assert(
      fc.property(demand, (asked: FabricDemand) => {
        const topology = closTopology(asked);
        if (!topology) return;
        topology.tiers.forEach((tier, index) => {
          const up = topology.tiers[index + 1]?.links ?? 0;
          expect(tier.links + up).toBeLessThanOrEqual(tier.switches * tier.ports);
        });
        expect(topology.tiers[0]!.oversubscription).toBeLessThanOrEqual(asked.oversubscription);
        expect(topology.tiers.at(-1)!.reach).toBe(asked.nodes);
      }),
    );
  });
});

describe('networkReaches', () => {
  it('leaves every GPU its line rate where nothing is oversubscribed', () => {
    expect(networkReaches(closTopology(DEMAND)!, 8, 50e9)).toEqual([
      { gpus: Number.POSITIVE_INFINITY, bandwidth: 50e9 },
    ]);
  });

  it('leaves less beyond an oversubscribed leaf', () => {
    const network = networkReaches(closTopology({ ...DEMAND, oversubscription: 3 })!, 8, 60e9);
    expect(bandwidthWithin(network, 96 * 8)).toBe(60e9);
    expect(bandwidthWithin(network, 96 * 8 + 1)).toBe(20e9);
  });
});
