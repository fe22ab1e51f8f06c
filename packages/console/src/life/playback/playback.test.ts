import { fleetAtStart, foldEvent } from '@gigafactory/core/api';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TwinEvent } from '../../api/types.ts';
import { eventsOfNode } from './history.ts';
import {
  endOf,
  eventsBy,
  fleetAfter,
  nextEvent,
  previousEvent,
  recordPlayback,
  sampleAt,
} from './playback.ts';
import { stateSince } from './since.ts';
import { event, traceOf } from './trace.fixture.ts';

/** A node dies, is replaced by a spare, and comes back as a spare. */
const LIFE = traceOf([
  event(0, 'start'),
  event(0, 'placed', { nodes: [0, 1, 2, 3, 4, 5, 6, 7] }),
  event(5, 'restarted'),
  event(10, 'failure', { node: 3, interrupts: true }),
  event(12, 'detected'),
  event(12, 'cordoned', { node: 3 }),
  event(13, 'placed', { nodes: [8], left: [3] }),
  event(20, 'restarted'),
  event(90, 'repaired', { node: 3 }),
  event(99, 'end'),
]);

describe('fleetAfter', () => {
  it('is the same from a snapshot as from the start, whatever happened', () => {
    const kinds: TwinEvent['kind'][] = [
      'failure',
      'detected',
      'cordoned',
      'placed',
      'restarted',
      'shrunk',
      'rejoined',
      'slowed',
      'restored',
      'waiting',
      'repaired',
    ];
    const life = fc.array(fc.tuple(fc.constantFrom(...kinds), fc.nat(11)), { maxLength: 60 });
    fc.assert(
      fc.property(life, fc.integer({ min: 1, max: 9 }), (steps, every) => {
        const trace = traceOf(
          steps.map(([kind, node], i) =>
            event(i, kind, kind === 'placed' ? { nodes: [node] } : { node }),
          ),
        );
        const playback = recordPlayback(trace, every);
        const fleet = fleetAtStart(trace);
        for (let count = 0; count <= steps.length; count++) {
          expect(fleetAfter(playback, count)).toEqual(fleet);
          const next = trace.events[count];
          if (next) foldEvent(fleet, next, trace);
        }
      }),
    );
  });

  it('gives a copy that no later look changes', () => {
    const playback = recordPlayback(LIFE, 3);
    const early = fleetAfter(playback, 4);
    const before = early.condition.slice();
    fleetAfter(playback, 10);
    expect(early.condition).toEqual(before);
  });

  it('keeps few snapshots, however long the life', () => {
    const long = traceOf(Array.from({ length: 100_000 }, (_, i) => event(i, 'detected')));
    expect(recordPlayback(long).snapshots.length).toBeLessThanOrEqual(200);
  });
});

describe('eventsOfNode', () => {
  it('finds what moved the node, and what struck the domain around it', () => {
    expect(eventsOfNode(LIFE, 3).map(({ time }) => time)).toEqual([0, 10, 12, 13, 90]);
    expect(eventsOfNode(LIFE, 8).map(({ kind }) => kind)).toEqual(['placed']);
    const leaf = traceOf([event(1, 'failure', { domain: { kind: 'leaf', index: 1 } })]);
    expect([3, 4, 7, 8].map((node) => eventsOfNode(leaf, node).length)).toEqual([0, 1, 1, 0]);
  });
});

describe('stateSince', () => {
  const playback = recordPlayback(LIFE, 3);
  const since = (node: number, time: number) =>
    stateSince(playback, node, eventsBy(LIFE.events, time));

  it('is the start for what never changed', () => {
    expect(since(9, 95)).toBe(0);
    expect(since(9, -1)).toBe(0);
  });

  it('is when the state began, not when something was last said', () => {
    expect(since(3, 11)).toBe(10);
    expect(since(3, 50)).toBe(12);
    expect(since(0, 12)).toBe(10);
    expect(since(0, 50)).toBe(20);
    expect(since(3, 95)).toBe(90);
  });
});

describe('finding events', () => {
  it('finds none in an empty life', () => {
    expect(eventsBy([], 5)).toBe(0);
    expect(nextEvent([], 5)).toBeUndefined();
    expect(previousEvent([], 5)).toBeUndefined();
  });

  it('steps over events of the same moment', () => {
    expect(nextEvent(LIFE.events, 10)?.time).toBe(12);
    expect(nextEvent(LIFE.events, 12)?.time).toBe(13);
    expect(previousEvent(LIFE.events, 13)?.time).toBe(12);
    expect(previousEvent(LIFE.events, 12)?.time).toBe(10);
    expect(previousEvent(LIFE.events, 0)).toBeUndefined();
    expect(nextEvent(LIFE.events, 99)).toBeUndefined();
  });
});

describe('endOf', () => {
  it('is the horizon while the run goes on, and the end of the run before it', () => {
    expect(endOf(traceOf([event(0, 'start')]))).toBe(1000);
    expect(endOf(LIFE)).toBe(99);
  });
});

describe('sampleAt', () => {
  it('is zero without samples and flat outside them', () => {
    expect(sampleAt([], [], 5)).toBe(0);
    expect(sampleAt([10, 20], [1, 2], 0)).toBe(1);
    expect(sampleAt([10, 20], [1, 2], 99)).toBe(2);
  });

  it('lies on the line between two samples', () => {
    expect(sampleAt([0, 10, 20], [0, 10, 10], 5)).toBe(5);
    expect(sampleAt([0, 10, 20], [0, 10, 10], 15)).toBe(10);
  });
});
