import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TwinTrace } from '../../../api/types.ts';
import { applyEvent, countStates, fleetAtStart, stateOfNode, type TwinEvent } from './fleet.ts';
import {
  endOf,
  eventsBy,
  fleetAfter,
  nextEvent,
  previousEvent,
  recordPlayback,
  sampleAt,
} from './playback.ts';

const NO_LOSS = {
  detect: [],
  waitForNodes: [],
  restart: [],
  rework: [],
  checkpoint: [],
  maintenance: [],
};

function traceOf(events: TwinEvent[], nodes = 10, gangNodes = 8): TwinTrace {
  return {
    run: 'r',
    seed: 1,
    horizon: 1000,
    nodes,
    gpusPerNode: 8,
    gangNodes,
    events,
    samples: { time: [], useful: [], lost: NO_LOSS },
    digest: '',
  };
}

function event(time: number, kind: TwinEvent['kind'], node?: number): TwinEvent {
  return { time, kind, text: kind, ...(node === undefined ? {} : { node }) };
}

/** A node dies, is replaced by a spare, and comes back as a spare. */
const LIFE = traceOf([
  event(0, 'start'),
  event(0, 'restarted'),
  event(10, 'failure', 3),
  event(12, 'detected', 3),
  event(12, 'cordoned', 3),
  { ...event(13, 'placed'), nodes: [8] },
  event(20, 'restarted'),
  event(90, 'repaired', 3),
  event(99, 'end'),
]);

describe('a life played back', () => {
  const playback = recordPlayback(LIFE, 3);
  const at = (time: number) => fleetAfter(playback, eventsBy(LIFE.events, time));

  it('starts with the gang not yet at work', () => {
    const fleet = fleetAfter(playback, 0);
    expect(fleet.phase).toBe('starting');
    expect(countStates(fleet)).toEqual({ spare: 2, gang: 0, restarting: 8, failed: 0, repair: 0 });
  });

  it('stops the whole gang when one node fails', () => {
    expect(stateOfNode(at(11), 3)).toBe('failed');
    expect(countStates(at(11))).toMatchObject({ gang: 0, restarting: 7, failed: 1, spare: 2 });
  });

  it('puts a spare in the place of the cordoned node', () => {
    expect(countStates(at(20))).toEqual({ spare: 1, gang: 8, restarting: 0, failed: 0, repair: 1 });
    expect(stateOfNode(at(20), 8)).toBe('gang');
    expect(stateOfNode(at(20), 3)).toBe('repair');
  });

  it('has the repaired node as a spare', () => {
    expect(stateOfNode(at(90), 3)).toBe('spare');
    expect(at(99).phase).toBe('ended');
  });

  it('gives a copy that no later look changes', () => {
    const early = at(11);
    at(99);
    expect(stateOfNode(early, 3)).toBe('failed');
  });
});

describe('applyEvent', () => {
  it('lets a spare fail without stopping the run', () => {
    const fleet = fleetAtStart({ nodes: 3, gangNodes: 2 });
    applyEvent(fleet, event(0, 'restarted'));
    applyEvent(fleet, event(1, 'failure', 2));
    expect(fleet.phase).toBe('training');
    expect(countStates(fleet)).toMatchObject({ gang: 2, failed: 1 });
  });

  it('keeps a node that may not be cordoned yet out of the gang', () => {
    const fleet = fleetAtStart({ nodes: 3, gangNodes: 2 });
    applyEvent(fleet, event(1, 'failure', 0));
    applyEvent(fleet, event(2, 'waiting', 0));
    applyEvent(fleet, { ...event(3, 'placed'), nodes: [2] });
    applyEvent(fleet, event(4, 'restarted'));
    expect(stateOfNode(fleet, 0)).toBe('failed');
    expect(countStates(fleet)).toMatchObject({ gang: 2 });
  });

  it('ignores a node that the fleet does not have', () => {
    const fleet = fleetAtStart({ nodes: 2, gangNodes: 2 });
    applyEvent(fleet, event(1, 'failure', 7));
    applyEvent(fleet, event(1, 'failure', -1));
    expect(countStates(fleet).failed).toBe(0);
  });

  it('takes a failed node that was never cordoned back when the gang runs again', () => {
    const fleet = fleetAtStart({ nodes: 2, gangNodes: 2 });
    applyEvent(fleet, event(1, 'failure', 0));
    applyEvent(fleet, event(2, 'restarted'));
    expect(countStates(fleet)).toMatchObject({ gang: 2, failed: 0 });
  });
});

describe('fleetAfter', () => {
  it('is the same from a snapshot as from the start, whatever happened', () => {
    const kinds: TwinEvent['kind'][] = [
      'failure',
      'detected',
      'cordoned',
      'placed',
      'restarted',
      'checkpoint',
      'maintenance',
      'waiting',
      'repaired',
    ];
    const life = fc.array(fc.tuple(fc.constantFrom(...kinds), fc.nat(11)), { maxLength: 60 });
    fc.assert(
      fc.property(life, fc.integer({ min: 1, max: 9 }), (steps, every) => {
        const trace = traceOf(steps.map(([kind, node], i) => event(i, kind, node)));
        const playback = recordPlayback(trace, every);
        const fleet = fleetAtStart(trace);
        for (let count = 0; count <= steps.length; count++) {
          expect(fleetAfter(playback, count)).toEqual(fleet);
          const next = trace.events[count];
          if (next) applyEvent(fleet, next);
        }
      }),
    );
  });

  it('keeps every node in exactly one state', () => {
    const counts = countStates(fleetAfter(recordPlayback(LIFE), 4));
    expect(Object.values(counts).reduce((a, b) => a + b)).toBe(LIFE.nodes);
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
