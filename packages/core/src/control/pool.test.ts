import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createOwners, NOBODY, ownerOf, withOwner } from './owners.ts';
import {
  availableTo,
  createPool,
  forget,
  holderOf,
  isKnown,
  mayCordon,
  type NodePool,
  nodesOf,
  putBack,
  release,
  take,
  takeOut,
} from './pool.ts';
import { flatTopology } from './protocol/topology.ts';

const NODES = 150;
const node = fc.nat(NODES - 1);

describe('owners', () => {
  it('are as a plain list would have them, and never change in place', () => {
    // More than one list on each level, and the last ones not full.
    const many = 2100;
    const nodes = fc.uniqueArray(fc.nat(many - 1));
    const changes = fc.array(fc.tuple(nodes, fc.integer({ min: -1, max: 5 })));
    fc.assert(
      fc.property(changes, (drawn) => {
        let owners = createOwners(many);
        const plain = new Array<number>(many).fill(NOBODY);
        for (const [nodes, owner] of drawn) {
          const copy = structuredClone(owners);
          const next = withOwner(owners, nodes, owner);
          expect(owners).toEqual(copy);
          owners = next;
          for (const changed of nodes) plain[changed] = owner;
          expect(plain.map((_, index) => ownerOf(owners, index))).toEqual(plain);
        }
      }),
    );
  });

  it.each([-1, NODES + 64, 0.5, Number.NaN])('of node %s are none', (unknown) => {
    expect(ownerOf(createOwners(NODES), unknown)).toBe(NOBODY);
    expect(isKnown(createPool(flatTopology(NODES)), unknown)).toBe(false);
  });
});

type Change = (pool: NodePool) => NodePool;
/** What may happen to a pool, as far as it may. */
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(fc.nat(10), fc.nat(2)).map(
    ([count, run]): Change =>
      (pool) =>
        take(pool, availableTo(pool, run, true).slice(0, count), run),
  ),
  fc.tuple(fc.nat(10), fc.nat(2), fc.boolean()).map(
    ([count, run, isKept]): Change =>
      (pool) =>
        release(pool, nodesOf(pool, run).slice(0, count), isKept ? run : NOBODY),
  ),
  fc.tuple(node, fc.constantFrom('cordoned' as const, 'suspect' as const), fc.nat(2)).map(
    ([out, state, run]): Change =>
      (pool) =>
        takeOut(pool, { node: out, state, heldFor: run === 2 ? NOBODY : run, since: 0 }),
  ),
  node.map(
    (out): Change =>
      (pool) =>
        putBack(pool, out),
  ),
  fc.nat(2).map(
    (run): Change =>
      (pool) =>
        forget(pool, run),
  ),
);

function live(changes: readonly Change[], check: (pool: NodePool) => void): void {
  let pool = createPool(flatTopology(NODES));
  for (const next of changes) {
    pool = next(pool);
    check(pool);
  }
}

describe('a pool', () => {
  it('has every node once: held, free or out, the free ones in order', () => {
    fc.assert(
      fc.property(fc.array(change), (changes) => {
        live(changes, (pool) => {
          const held = [0, 1, 2].flatMap((run) => nodesOf(pool, run));
          const all = [...held, ...pool.free, ...pool.out.map((out) => out.node)];
          expect(all.sort((a, b) => a - b)).toEqual(Array.from({ length: NODES }, (_, i) => i));
          expect(pool.free).toEqual(pool.free.toSorted((a, b) => a - b));
        });
      }),
    );
  });

  it('keeps only free nodes for a run, and offers them to no other', () => {
    fc.assert(
      fc.property(fc.array(change), (changes) => {
        live(changes, (pool) => {
          for (const { node: kept, run } of pool.reserved) {
            expect(pool.free).toContain(kept);
            expect(holderOf(pool, kept)).toBe(NOBODY);
            const other = (run + 1) % 3;
            expect(availableTo(pool, other, true)).not.toContain(kept);
            expect(availableTo(pool, other, false)).not.toContain(kept);
            expect(availableTo(pool, run, true)).toContain(kept);
            expect(availableTo(pool, run, false)).toContain(kept);
          }
        });
      }),
    );
  });

  it('offers nothing else to a run that waits for its own', () => {
    const pool = release(take(createPool(flatTopology(4)), [0, 1], 0), [1], 0);
    expect(availableTo(pool, 0, false)).toEqual([1]);
    expect(availableTo(pool, 0, true)).toEqual([1, 2, 3]);
  });

  it('offers no node of a domain that is down', () => {
    const topology = { nodes: 4, size: { rack: 1, leaf: 2, spine: 4, cooling: 4, hall: 4 } };
    const down = [{ kind: 'leaf', index: 0 } as const];
    const pool: NodePool = { ...createPool(topology), down, reserved: [{ node: 1, run: 0 }] };
    expect(availableTo(pool, 0, true)).toEqual([2, 3]);
    expect(availableTo(pool, 0, false)).toEqual([]);
  });

  it('has no node twice when one is put back that was never out', () => {
    const pool = createPool(flatTopology(3));
    expect(putBack(pool, 1)).toBe(pool);
  });
});

describe('the limit on cordoned nodes', () => {
  const cordoned = (count: number) => {
    let pool = createPool(flatTopology(10));
    for (let out = 0; out < count; out++) {
      pool = takeOut(pool, { node: out, state: 'cordoned', heldFor: NOBODY, since: 0 });
    }
    return takeOut(pool, { node: 9, state: 'suspect', heldFor: NOBODY, since: 0 });
  };

  it('allows none at a share of 0', () => {
    expect(mayCordon(cordoned(0), 0)).toBe(false);
  });

  it('allows one at any other share, in however small a fleet', () => {
    expect(mayCordon(cordoned(0), 0.01)).toBe(true);
    expect(mayCordon(cordoned(0), 0.01, 2)).toBe(false);
  });

  it('counts the cordoned, not the suspects, and reaches the share', () => {
    expect(mayCordon(cordoned(2), 0.3)).toBe(true);
    expect(mayCordon(cordoned(2), 0.3, 2)).toBe(false);
    expect(mayCordon(cordoned(3), 0.3)).toBe(false);
    expect(mayCordon(cordoned(8), 1)).toBe(true);
  });
});
