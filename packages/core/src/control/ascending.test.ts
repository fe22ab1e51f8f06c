import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { indexFrom, withAll, without, withoutAll } from './ascending.ts';

const NODES = fc.uniqueArray(fc.nat(60), { maxLength: 40 });
const byNumber = (a: number, b: number) => a - b;

describe('lists of ascending nodes', () => {
  it('find a node, or the position where it would be', () => {
    fc.assert(
      fc.property(NODES, fc.nat(61), (nodes, node) => {
        const list = nodes.toSorted(byNumber);
        expect(indexFrom(list, node)).toBe(list.filter((other) => other < node).length);
      }),
    );
  });

  it('lose nodes in any order, and only nodes that they hold', () => {
    fc.assert(
      fc.property(NODES, NODES, (nodes, gone) => {
        const list = nodes.toSorted(byNumber);
        const left = list.filter((node) => !gone.includes(node));
        expect(withoutAll(list, gone)).toEqual(left);
        expect(gone.reduce<readonly number[]>(without, list)).toEqual(left);
      }),
    );
  });

  it('gain nodes in any order without being modified themselves', () => {
    fc.assert(
      fc.property(NODES, (nodes) => {
        const [list, added] = [
          nodes.filter((node) => node % 2 === 0),
          nodes.filter((node) => node % 2 === 1),
        ];
        const before = list.sort(byNumber).slice();
        expect(withAll(list, added)).toEqual(nodes.toSorted(byNumber));
        expect(list).toEqual(before);
      }),
    );
  });
});
