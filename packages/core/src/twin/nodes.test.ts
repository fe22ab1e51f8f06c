import { describe, expect, it } from 'vitest';
import { Nodes } from './nodes.ts';
import { constant } from './scenario.fixture.ts';

const TOPOLOGY = { nodes: 10, size: { rack: 2, leaf: 4, spine: 8, cooling: 10, hall: 10 } };
const breakage = (cause: string) => ({ cause, repair: constant(1), replacesPart: false });

describe('Nodes', () => {
  it('knows who is broken in whose gang, in the order in which they broke', () => {
    const nodes = new Nodes(TOPOLOGY);
    nodes.seat(4, 1, 0);
    nodes.seat(2, 1, 1);
    nodes.seat(3, 0, 0);
    for (const node of [4, 3, 2, 9]) nodes.break(node, breakage('GPU'));
    expect([nodes.brokenOf(1), nodes.brokenOf(0)]).toEqual([[4, 2], [3]]);
    nodes.mend(4);
    nodes.unseat(2);
    expect(nodes.brokenOf(1)).toEqual([]);
    expect([nodes.breakageOf(4), nodes.breakageOf(2)?.cause]).toEqual([undefined, 'GPU']);
  });

  it('takes from a broken node that it was warm, and from a mended one that it was slow', () => {
    const nodes = new Nodes(TOPOLOGY);
    nodes.warm.add(1).add(2);
    nodes.break(1, breakage('GPU'));
    nodes.seat(2, 0, 0);
    expect([...nodes.warm]).toEqual([]);
    nodes.slow.set(1, { factor: 2 });
    nodes.mend(1);
    expect(nodes.slow.size).toBe(0);
  });

  it('knows what is down: every node of the domain, the last one being shorter', () => {
    const nodes = new Nodes(TOPOLOGY);
    nodes.seat(9, 1, 0);
    expect(nodes.downUnder(1)).toBeUndefined();
    nodes.down.push({ kind: 'rack', index: 0 }, { kind: 'leaf', index: 2 });
    const down = Array.from({ length: 10 }, (_, node) => nodes.isDown(node));
    expect(down.flatMap((is, node) => (is ? [node] : []))).toEqual([0, 1, 8, 9]);
    expect(nodes.membersIn({ kind: 'leaf', index: 2 }, 1)).toEqual([9]);
    expect([nodes.downUnder(1), nodes.downUnder(0)]).toEqual([
      { kind: 'leaf', index: 2 },
      undefined,
    ]);
  });

  it('knows nothing of nodes that are not there', () => {
    const nodes = new Nodes(TOPOLOGY);
    expect([nodes.holderOf(10), nodes.placeOf(-1), nodes.isHeld(10)]).toEqual([-1, -1, false]);
  });
});
