import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type NodeRows, ReplicaMap } from './replica-map.ts';

function nodesIn(rows: NodeRows): number[] {
  return rows.flatMap(([from, before]) =>
    Array.from({ length: before - from }, (_, index) => from + index),
  );
}

describe('ReplicaMap', () => {
  it('tells nothing of an empty replica', () => {
    const map = new ReplicaMap(4);
    expect(map.news(0, 0, Int32Array.of())).toEqual({ joined: [], parted: [] });
  });

  it('tells rows once, and then only what is new', () => {
    const map = new ReplicaMap(10);
    const first = map.news(0, 1, Int32Array.of(2, 3, 4, 7));
    expect(first).toEqual({
      joined: [
        [2, 5],
        [7, 8],
      ],
      parted: [],
    });
    expect(map.news(0, 1, Int32Array.of(2, 3, 8))).toEqual({
      joined: [[8, 9]],
      parted: [
        [4, 5],
        [7, 8],
      ],
    });
  });

  it('does not tell again of a node that was told to join the replica', () => {
    const map = new ReplicaMap(4);
    map.put([2], 0, 1);
    map.put([3], 1, 1);
    expect(map.news(0, 1, Int32Array.of(2, 3)).joined).toEqual([[3, 4]]);
  });

  it('tells the members, whatever came before', () => {
    const step = fc.record({
      run: fc.nat(1),
      replica: fc.nat(2),
      members: fc.uniqueArray(fc.nat(15), { maxLength: 8 }),
      placed: fc.uniqueArray(fc.nat(15), { maxLength: 3 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const map = new ReplicaMap(16);
        const follower = new Map<number, string>();
        for (const { run, replica, members, placed } of steps) {
          map.forget(placed);
          for (const node of placed) follower.delete(node);
          const ascending = Int32Array.from(members).sort();
          const { joined, parted } = map.news(run, replica, ascending);
          const name = `${run} ${replica}`;
          for (const node of nodesIn(joined)) follower.set(node, name);
          for (const node of nodesIn(parted)) follower.delete(node);
          const told = [...follower].filter(([, of]) => of === name).map(([node]) => node);
          expect(told.sort((a, b) => a - b)).toEqual([...ascending]);
        }
      }),
    );
  });
});
