import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flatTopology } from '../control/protocol/index.ts';
import { Nodes } from './nodes.ts';
import { Seats } from './seats.ts';

const seatsOf = (
  replicas: number,
  nodesPerReplica: number,
  nodes = new Nodes(flatTopology(20)),
) => ({
  nodes,
  seats: new Seats(nodes, 3, replicas, nodesPerReplica),
});

describe('Seats', () => {
  it('has no seat for one more node than it has room for, nor for members of another gang', () => {
    const { seats, nodes } = seatsOf(2, 2);
    new Seats(nodes, 4, 1, 1).add([6]);
    seats.add([5, 7]);
    expect(() => seats.add([6])).toThrow('already in a gang');
    seats.add([5, 8, 9]);
    expect(seats.members()).toEqual([5, 7, 8, 9]);
    expect(() => seats.add([10])).toThrow('no seat is free');
  });

  it('seats nodes replica by replica', () => {
    const { seats, nodes } = seatsOf(2, 2);
    seats.add([9, 4, 7, 2]);
    expect([9, 4, 7, 2].map((node) => seats.replicaOf(node))).toEqual([0, 0, 1, 1]);
    expect([9, 4].map((node) => nodes.placeOf(node))).toEqual([0, 1]);
    expect([nodes.holderOf(9), nodes.holderOf(1)]).toEqual([3, -1]);
  });

  it('gives the empty place to the node that joins next', () => {
    const { seats, nodes } = seatsOf(2, 2);
    seats.add([9, 4, 7, 2]);
    seats.remove([7]);
    seats.add([11]);
    expect([seats.replicaOf(11), nodes.placeOf(11)]).toEqual([1, 2]);
  });

  it('leaves nodes of others alone', () => {
    const { seats, nodes } = seatsOf(1, 2);
    const other = new Seats(nodes, 4, 1, 2);
    seats.add([0, 1]);
    other.add([2]);
    seats.remove([2, 15]);
    expect([seats.size, other.size, nodes.holderOf(2)]).toEqual([2, 1, 4]);
  });

  it('keeps copies half the gang away, each place one', () => {
    const { seats } = seatsOf(3, 2);
    const buddies = Array.from({ length: 6 }, (_, place) => seats.buddyOf(place));
    expect(buddies).toEqual([3, 4, 5, 0, 1, 2]);
  });

  it('closes its gaps from the end, so that whole replicas stand first', () => {
    const { seats } = seatsOf(3, 2);
    seats.add([0, 1, 2, 3, 4, 5]);
    seats.remove([1, 2]);
    seats.close();
    expect(seats.members()).toEqual([0, 3, 4, 5]);
    expect([0, 3, 4, 5].map((node) => seats.replicaOf(node))).toEqual([0, 0, 1, 1]);
  });

  it('holds each node in one place, whichever come and go', () => {
    const moves = fc.array(fc.tuple(fc.boolean(), fc.nat(19)), { maxLength: 60 });
    fc.assert(
      fc.property(moves, (moves) => {
        const { seats, nodes } = seatsOf(4, 2);
        const members = new Set<number>();
        for (const [joins, node] of moves) {
          if (joins && !members.has(node) && members.size < 8) {
            seats.add([node]);
            members.add(node);
          } else if (!joins) {
            seats.remove([node]);
            members.delete(node);
          } else seats.close();
        }
        expect(seats.size).toBe(members.size);
        expect(seats.members().toSorted((a, b) => a - b)).toEqual(
          [...members].sort((a, b) => a - b),
        );
        const places = [...members].map((node) => nodes.placeOf(node));
        expect(new Set(places).size).toBe(members.size);
        for (let node = 0; node < 20; node++) expect(nodes.isHeld(node)).toBe(members.has(node));
      }),
    );
  });
});
