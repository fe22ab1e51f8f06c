import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseNodes } from './choose.ts';
import { type DomainKind, distance, domainIndex, type Topology } from './protocol/topology.ts';

/** Two spine groups of three leaf groups of three. */
const TOPOLOGY: Topology = {
  nodes: 18,
  size: { rack: 1, leaf: 3, spine: 9, cooling: 18, hall: 18 },
};
/** The same leaves under one set of spines. */
const ONE_SPINE: Topology = { ...TOPOLOGY, size: { ...TOPOLOGY.size, spine: 18 } };

const candidates = fc.subarray(
  Array.from({ length: TOPOLOGY.nodes }, (_, node) => node),
  { minLength: 1 },
);
const wishes = candidates.chain((free) =>
  fc.record({ free: fc.constant(free), count: fc.integer({ min: 1, max: free.length }) }),
);

function spread(topology: Topology, kind: DomainKind, nodes: readonly number[]): number {
  return new Set(nodes.map((node) => domainIndex(topology, kind, node))).size;
}

/** The fewest groups with enough candidates, by trying every set of groups. */
function fewest(
  topology: Topology,
  kind: DomainKind,
  free: readonly number[],
  count: number,
): number {
  const groups = [...new Set(free.map((node) => domainIndex(topology, kind, node)))];
  let best = Number.POSITIVE_INFINITY;
  for (let set = 0; set < 2 ** groups.length; set++) {
    const taken = new Set(groups.filter((_, bit) => (set >> bit) % 2 === 1));
    const nodes = free.filter((node) => taken.has(domainIndex(topology, kind, node)));
    if (nodes.length >= count) best = Math.min(best, taken.size);
  }
  return best;
}

describe('the nodes of a new gang', () => {
  it('are none when too few are free', () => {
    expect(chooseNodes(TOPOLOGY, [1, 2], 3, [], undefined)).toBeUndefined();
    expect(chooseNodes(TOPOLOGY, [], 1, [], undefined)).toBeUndefined();
  });

  it('are so many of the free ones, ascending, none twice', () => {
    fc.assert(
      fc.property(wishes, fc.option(fc.nat(17), { nil: undefined }), ({ free, count }, near) => {
        const nodes = chooseNodes(TOPOLOGY, free, count, [], near)!;
        expect(nodes).toHaveLength(count);
        expect([...nodes]).toEqual([...new Set(nodes)].sort((a, b) => a - b));
        for (const node of nodes) expect(free).toContain(node);
      }),
    );
  });

  it('are under as few spine groups as can be', () => {
    fc.assert(
      fc.property(wishes, ({ free, count }) => {
        const nodes = chooseNodes(TOPOLOGY, free, count, [], undefined)!;
        expect(spread(TOPOLOGY, 'spine', nodes)).toBe(fewest(TOPOLOGY, 'spine', free, count));
      }),
    );
  });

  it('are under as few leaf groups as can be, where the spines are the same for all', () => {
    fc.assert(
      fc.property(wishes, ({ free, count }) => {
        const nodes = chooseNodes(ONE_SPINE, free, count, [], undefined)!;
        expect(spread(ONE_SPINE, 'leaf', nodes)).toBe(fewest(ONE_SPINE, 'leaf', free, count));
      }),
      { numRuns: 500 },
    );
  });

  it('are under as few leaf groups as one spine group allows, where one is enough', () => {
    fc.assert(
      fc.property(wishes, ({ free, count }) => {
        const perSpine = [0, 1]
          .map((spine) => free.filter((node) => domainIndex(TOPOLOGY, 'spine', node) === spine))
          .filter((nodes) => nodes.length >= count);
        fc.pre(perSpine.length > 0);
        const nodes = chooseNodes(TOPOLOGY, free, count, [], undefined)!;
        const best = Math.min(...perSpine.map((own) => fewest(TOPOLOGY, 'leaf', own, count)));
        expect(spread(TOPOLOGY, 'leaf', nodes)).toBe(best);
      }),
      { numRuns: 500 },
    );
  });

  it('leave the large groups to others when a smaller one is enough', () => {
    expect(chooseNodes(TOPOLOGY, [0, 1, 2, 3, 4], 2, [], undefined)).toEqual([3, 4]);
    expect(chooseNodes(TOPOLOGY, [0, 1, 2, 3, 9, 10, 11], 3, [], undefined)).toEqual([9, 10, 11]);
  });
});

describe('the node in an empty place', () => {
  it('is a warm one before any other, then the nearest, then the first', () => {
    expect(chooseNodes(TOPOLOGY, [1, 4, 9], 1, [9], 2)).toEqual([9]);
    expect(chooseNodes(TOPOLOGY, [1, 4, 9], 1, [4, 9], 2)).toEqual([4]);
    expect(chooseNodes(TOPOLOGY, [4, 9, 10], 1, [], 11)).toEqual([9]);
    expect(chooseNodes(TOPOLOGY, [4, 9, 10], 1, [], undefined)).toEqual([4]);
  });

  it('leaves none behind that is nearer, whatever else is free', () => {
    fc.assert(
      fc.property(wishes, fc.nat(17), ({ free, count }, near) => {
        const nodes = chooseNodes(TOPOLOGY, free, count, [], near)!;
        const farthest = Math.max(...nodes.map((node) => distance(TOPOLOGY, near, node)));
        const left = free.filter((node) => !nodes.includes(node));
        for (const node of left) {
          expect(distance(TOPOLOGY, near, node)).toBeGreaterThanOrEqual(farthest);
        }
      }),
    );
  });
});
