import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flatTopology } from '../control/protocol/index.ts';
import { Crew } from './crew.ts';
import { Nodes } from './nodes.ts';

const crewOf = (
  replicas: number,
  nodesPerReplica: number,
  nodes = new Nodes(flatTopology(20)),
) => ({
  nodes,
  crew: new Crew(nodes, 3, replicas, nodesPerReplica),
});

describe('Crew', () => {
  it('has no place for one more than all, nor for members of another gang', () => {
    const { crew, nodes } = crewOf(2, 2);
    new Crew(nodes, 4, 1, 1).add([6]);
    crew.add([5, 7]);
    expect(() => crew.add([6])).toThrow('in a gang already');
    crew.add([5, 8, 9]);
    expect(crew.members()).toEqual([5, 7, 8, 9]);
    expect(() => crew.add([10])).toThrow('no place is free');
  });

  it('seats nodes replica by replica', () => {
    const { crew, nodes } = crewOf(2, 2);
    crew.add([9, 4, 7, 2]);
    expect([9, 4, 7, 2].map((node) => crew.replicaOf(node))).toEqual([0, 0, 1, 1]);
    expect([9, 4].map((node) => nodes.placeOf(node))).toEqual([0, 1]);
    expect([nodes.holderOf(9), nodes.holderOf(1)]).toEqual([3, -1]);
  });

  it('gives the empty place to whoever joins next', () => {
    const { crew, nodes } = crewOf(2, 2);
    crew.add([9, 4, 7, 2]);
    crew.remove([7]);
    crew.add([11]);
    expect([crew.replicaOf(11), nodes.placeOf(11)]).toEqual([1, 2]);
  });

  it('leaves nodes of others alone', () => {
    const { crew, nodes } = crewOf(1, 2);
    const other = new Crew(nodes, 4, 1, 2);
    crew.add([0, 1]);
    other.add([2]);
    crew.remove([2, 15]);
    expect([crew.size, other.size, nodes.holderOf(2)]).toEqual([2, 1, 4]);
  });

  it('keeps copies half the gang away, each place one', () => {
    const { crew } = crewOf(3, 2);
    const buddies = Array.from({ length: 6 }, (_, place) => crew.buddyOf(place));
    expect(buddies).toEqual([3, 4, 5, 0, 1, 2]);
  });

  it('closes its gaps from the end, so that whole replicas stand first', () => {
    const { crew } = crewOf(3, 2);
    crew.add([0, 1, 2, 3, 4, 5]);
    crew.remove([1, 2]);
    crew.close();
    expect(crew.members()).toEqual([0, 3, 4, 5]);
    expect([0, 3, 4, 5].map((node) => crew.replicaOf(node))).toEqual([0, 0, 1, 1]);
  });

  it('holds each node in one place, whoever comes and goes', () => {
    const moves = fc.array(fc.tuple(fc.boolean(), fc.nat(19)), { maxLength: 60 });
    fc.assert(
      fc.property(moves, (moves) => {
        const { crew, nodes } = crewOf(4, 2);
        const members = new Set<number>();
        for (const [joins, node] of moves) {
          if (joins && !members.has(node) && members.size < 8) {
            crew.add([node]);
            members.add(node);
          } else if (!joins) {
            crew.remove([node]);
            members.delete(node);
          } else crew.close();
        }
        expect(crew.size).toBe(members.size);
        expect(crew.members().toSorted((a, b) => a - b)).toEqual(
          [...members].sort((a, b) => a - b),
        );
        const places = [...members].map((node) => nodes.placeOf(node));
        expect(new Set(places).size).toBe(members.size);
        for (let node = 0; node < 20; node++) expect(nodes.isHeld(node)).toBe(members.has(node));
      }),
    );
  });
});
