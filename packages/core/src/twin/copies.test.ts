import { describe, expect, it } from 'vitest';
import { flatTopology } from '../control/protocol/index.ts';
import { Copies } from './copies.ts';
import { Nodes } from './nodes.ts';
import { runWith } from './scenario.fixture.ts';
import { Seats } from './seats.ts';

/** Four replicas of two nodes: place 4 holds the copy of place 0. */
function copiesIn(where?: 'peer' | 'local') {
  const memory = where && { memory: { interval: 100, writeTime: 1, where } };
  const seats = new Seats(new Nodes(flatTopology(8)), 0, 4, 2);
  return new Copies(runWith({ checkpoint: { writeTime: 10, bytes: 0, ...memory } }), seats);
}

describe('Copies', () => {
  it('are not whole where none are made', () => {
    expect(copiesIn().areWhole()).toBe(false);
  });

  it('on its own drives are gone with one node', () => {
    const copies = copiesIn('local');
    expect(copies.areWhole()).toBe(true);
    copies.loseAt(5);
    expect(copies.areWhole()).toBe(false);
  });

  it('in the memory of a peer are gone with both', () => {
    const copies = copiesIn('peer');
    copies.loseAt(0);
    copies.loseAt(3);
    expect(copies.areWhole()).toBe(true);
    copies.loseAt(4);
    expect(copies.areWhole()).toBe(false);
  });

  it('are made anew by a replica that comes back, or by all', () => {
    const copies = copiesIn('peer');
    copies.loseAt(0);
    copies.loseAt(4);
    copies.renewOf(1);
    expect(copies.areWhole()).toBe(false);
    copies.renewOf(2);
    expect(copies.areWhole()).toBe(true);
    copies.loseAt(4);
    expect(copies.areWhole()).toBe(false);
    copies.renew();
    expect(copies.areWhole()).toBe(true);
  });
});
