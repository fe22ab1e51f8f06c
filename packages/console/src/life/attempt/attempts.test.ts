import { describe, expect, it } from 'vitest';
import { event, ofFleet } from '../playback/trace.fixture.ts';
import { attemptsBy, attemptsOf } from './attempts.ts';

const EVENTS = [
  event(0, 'start'),
  event(0, 'placed', { nodes: [0, 1] }),
  event(5, 'restarted'),
  ofFleet(7, 'slowed', { node: 3 }),
  event(8, 'failure', { node: 0 }),
  event(9, 'restarted', { run: 's' }),
  event(10, 'failure', { node: 1, interrupts: true }),
  event(11, 'detected'),
  event(12, 'placed', { nodes: [2] }),
  event(20, 'restarted'),
];

describe('attemptsOf', () => {
  it('finds none before a run trains, and none of a run that is not there', () => {
    expect(attemptsOf(EVENTS.slice(0, 2), 'r')).toEqual([]);
    expect(attemptsOf(EVENTS, 'no-such-run')).toEqual([]);
  });

  it('ends one at what interrupts it, and at nothing that does not', () => {
    expect(attemptsOf(EVENTS, 'r')).toEqual([
      { number: 1, start: 5, end: 10, stoppedBy: EVENTS[6] },
      { number: 2, start: 20 },
    ]);
  });

  it('goes on when a replica is lost, and ends with the run', () => {
    const events = [event(1, 'restarted'), event(2, 'shrunk', { replica: 1 }), event(9, 'end')];
    expect(attemptsOf(events, 'r')).toEqual([
      { number: 1, start: 1, end: 9, stoppedBy: events[2] },
    ]);
  });
});

describe('attemptsBy', () => {
  it('counts those that have begun', () => {
    const attempts = attemptsOf(EVENTS, 'r');
    expect([0, 5, 19, 20, 99].map((time) => attemptsBy(attempts, time))).toEqual([0, 1, 1, 2, 2]);
  });
});
