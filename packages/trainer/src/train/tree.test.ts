import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coverOf, GradientTree, shareOf } from './tree.ts';

const leaf = (index: number): Float32Array => Float32Array.of(1 / (index + 3), 1e7 / (index + 1));

function sumAlone(count: number): Float32Array {
  const tree = new GradientTree(count);
  for (let index = 0; index < count; index++)
    tree.add({ first: index, last: index + 1 }, leaf(index));
  return tree.total()!;
}

describe('the tree of gradients', () => {
  it('has no total while a micro-batch is missing', () => {
    const tree = new GradientTree(3);
    tree.add({ first: 0, last: 1 }, leaf(0));
    tree.add({ first: 2, last: 3 }, leaf(2));
    expect(tree.total()).toBeUndefined();
    expect(tree.missing({ first: 0, last: 3 })).toEqual([1]);
  });

  it('gives the same bits whoever sums what, in whatever order it arrives', () => {
    const property = fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 9 }),
      fc.infiniteStream(fc.nat()),
      (count, members, draws) => {
        const parts = Array.from({ length: members }, (_, member) => {
          const tree = new GradientTree(count);
          const share = shareOf(member, members, count);
          for (const index of shuffle(tree.missing(share), draws))
            tree.add({ first: index, last: index + 1 }, leaf(index));
          expect(tree.nodes()).toEqual(coverOf(share, count));
          return tree.nodes().map((node) => ({ node, sum: tree.sumOf(node)! }));
        }).flat();
        const tree = new GradientTree(count);
        for (const { node, sum } of shuffle([...parts, parts[0]!], draws))
          tree.add(node, sum.slice());
        expect(tree.total()).toEqual(sumAlone(count));
      },
    );
    fc.assert(property);
  });

  it('differs from adding one after another, so that the order is worth keeping', () => {
    const plain = new Float32Array(2);
    for (let index = 0; index < 37; index++)
      plain.forEach((value, at) => {
        plain[at] = value + leaf(index)[at]!;
      });
    expect(sumAlone(37)).not.toEqual(plain);
  });

  it('keeps what is still of use when the shares change', () => {
    const tree = new GradientTree(8);
    for (const index of [0, 1, 2, 3]) tree.add({ first: index, last: index + 1 }, leaf(index));
    tree.keepWithin({ first: 0, last: 8 });
    expect(tree.missing({ first: 0, last: 8 })).toEqual([4, 5, 6, 7]);
    tree.keepWithin({ first: 0, last: 2 });
    expect(tree.missing({ first: 0, last: 2 })).toEqual([0, 1]);
  });
});

function shuffle<T>(items: readonly T[], draws: fc.Stream<number>): T[] {
  return items
    .map((item) => ({ item, key: draws.next().value ?? 0 }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}
