import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countDomains,
  DOMAIN_KINDS,
  distance,
  domainIndex,
  flatTopology,
  isKnownDomain,
  nodeRange,
  type Topology,
} from './topology.ts';

/** 22 nodes: the last domains are shorter than the others. */
const UNEVEN: Topology = {
  nodes: 22,
  size: { rack: 2, leaf: 4, spine: 8, cooling: 6, hall: 22 },
};

const sizes = fc.record({
  rack: fc.integer({ min: 1, max: 9 }),
  leaf: fc.integer({ min: 1, max: 9 }),
  spine: fc.integer({ min: 1, max: 9 }),
  cooling: fc.integer({ min: 1, max: 9 }),
  hall: fc.integer({ min: 1, max: 9 }),
});
const topologies = fc.record({ nodes: fc.integer({ min: 1, max: 40 }), size: sizes });

describe('domains', () => {
  it('cover every node once, each kind by itself', () => {
    fc.assert(
      fc.property(topologies, fc.constantFrom(...DOMAIN_KINDS), (topology, kind) => {
        const nodes: number[] = [];
        for (let index = 0; index < countDomains(topology, kind); index++) {
          const [from, before] = nodeRange(topology, { kind, index });
          expect(before).toBeGreaterThan(from);
          for (let node = from; node < before; node++) {
            expect(domainIndex(topology, kind, node)).toBe(index);
            nodes.push(node);
          }
        }
        expect(nodes).toEqual(Array.from({ length: topology.nodes }, (_, node) => node));
      }),
    );
  });

  it('end with the fleet', () => {
    expect(nodeRange(UNEVEN, { kind: 'leaf', index: 5 })).toEqual([20, 22]);
    expect(countDomains(UNEVEN, 'cooling')).toBe(4);
  });

  it.each([-1, 6, 0.5, Number.NaN, Number.POSITIVE_INFINITY])('have no index %s', (index) => {
    expect(isKnownDomain(UNEVEN, { kind: 'leaf', index })).toBe(false);
  });

  it('are known from the first to the last', () => {
    expect(isKnownDomain(UNEVEN, { kind: 'leaf', index: 0 })).toBe(true);
    expect(isKnownDomain(UNEVEN, { kind: 'leaf', index: 5 })).toBe(true);
  });

  it('of a flat fleet are one of each kind', () => {
    for (const kind of DOMAIN_KINDS) expect(countDomains(flatTopology(7), kind)).toBe(1);
  });
});

describe('distance', () => {
  it('is 0 under a leaf, 1 under the same spines, 2 beyond', () => {
    expect(distance(UNEVEN, 4, 7)).toBe(0);
    expect(distance(UNEVEN, 3, 4)).toBe(1);
    expect(distance(UNEVEN, 7, 8)).toBe(2);
  });

  it('is the same both ways', () => {
    const node = fc.nat(21);
    fc.assert(fc.property(node, node, (a, b) => distance(UNEVEN, a, b) === distance(UNEVEN, b, a)));
  });
});
