import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TwinEvent } from '../result.ts';
import { type FleetState, fleetAtStart, foldEvent } from './fleet.ts';
import { countStates, drawStates, NODE_STATES, type NodeState } from './node-state.ts';
import { event, ofFleet, traceOf } from './trace.fixture.ts';

const trace = traceOf([]);
const GANG = event(0, 'placed', { nodes: [0, 1, 2, 3, 4, 5, 6, 7] });
const TRAINS = event(1, 'restarted');

function after(...events: TwinEvent[]): FleetState {
  const fleet = fleetAtStart(trace);
  for (const each of events) foldEvent(fleet, each, trace);
  return fleet;
}

function statesOf(fleet: FleetState, calm = false): NodeState[] {
  const codes = new Uint8Array(trace.nodes);
  drawStates(fleet, trace, calm, codes);
  return [...codes].map((code) => NODE_STATES[code]!);
}

describe('a fleet through events', () => {
  it('ignores nodes and runs that it does not have', () => {
    const fleet = after(
      event(1, 'failure', { node: 99 }),
      event(1, 'failure', { node: -1 }),
      event(1, 'restarted', { run: 'nobody' }),
      event(1, 'placed', { nodes: [99] }),
    );
    expect(new Set(statesOf(fleet))).toEqual(new Set(['spare']));
  });

  it('starts free, and the gang trains once it is placed and started', () => {
    expect(new Set(statesOf(after()))).toEqual(new Set(['spare']));
    expect(statesOf(after(GANG))[0]).toBe('stopped');
    expect(statesOf(after(GANG, TRAINS)).slice(0, 9)).toEqual([
      ...Array(8).fill('training'),
      'spare',
    ]);
  });

  it('stops the whole gang when a failure interrupts it, unless it plays too fast to see', () => {
    const fleet = after(GANG, TRAINS, event(2, 'failure', { node: 3, interrupts: true }));
    expect(statesOf(fleet)[3]).toBe('failed');
    expect(statesOf(fleet)[0]).toBe('stopped');
    expect(statesOf(fleet, true)[0]).toBe('training');
  });

  it('lets a free node fail without stopping anybody', () => {
    const fleet = after(GANG, TRAINS, ofFleet(2, 'failure', { node: 9, broken: true }));
    expect(statesOf(fleet)[9]).toBe('failed');
    expect(statesOf(fleet)[0]).toBe('training');
  });

  it('forgets a failure that neither broke a node nor stopped anybody', () => {
    const fleet = after(GANG, event(1, 'failure', { node: 0, interrupts: false }));
    expect(statesOf(fleet)[0]).toBe('stopped');
  });

  it('puts a spare in the place of a cordoned node, which comes back as a spare', () => {
    const swapped = [
      GANG,
      TRAINS,
      event(2, 'failure', { node: 3, interrupts: true }),
      event(3, 'cordoned', { node: 3 }),
      event(3, 'placed', { nodes: [8], left: [3] }),
      event(4, 'restarted'),
    ];
    expect(statesOf(after(...swapped)).slice(2, 9)).toEqual([
      'training',
      'repair',
      'training',
      'training',
      'training',
      'training',
      'training',
    ]);
    const back = after(...swapped, ofFleet(9, 'repaired', { node: 3 }));
    expect(statesOf(back)[3]).toBe('spare');
  });

  it('keeps a node that may not be cordoned yet out of the gang', () => {
    const fleet = after(GANG, TRAINS, event(2, 'waiting', { node: 0 }), event(3, 'restarted'));
    expect(statesOf(fleet)[0]).toBe('failed');
  });

  it('takes a failed node that was never cordoned back when the gang runs again', () => {
    const fleet = after(GANG, event(0.5, 'failure', { node: 0, interrupts: true }), TRAINS);
    expect(statesOf(fleet)[0]).toBe('training');
  });

  it('is down of a failure in the moment in which it began to train', () => {
    const fleet = after(GANG, event(1, 'failure', { node: 0, interrupts: true }), TRAINS);
    expect(fleet.runs[0]!.phase).toBe('down');
    expect(after(GANG, TRAINS, event(1, 'failure', { interrupts: true })).runs[0]!.phase).toBe(
      'down',
    );
  });

  it('goes on where the supervisor decides to leave things as they are', () => {
    expect(after(GANG, TRAINS, event(2, 'waiting', { goesOn: true })).runs[0]!.phase).toBe(
      'training',
    );
    expect(after(GANG, TRAINS, event(2, 'waiting')).runs[0]!.phase).toBe('waiting');
  });

  it('keeps a service at work when one of its replicas fails, and not when all of it does', () => {
    const serves = event(1, 'restarted', { run: 's' });
    const lost = (about: Partial<TwinEvent>) =>
      after(serves, event(2, 'failure', { run: 's', interrupts: true, ...about })).runs[1]!.phase;
    expect(lost({ node: 8 })).toBe('training');
    expect(lost({})).toBe('down');
  });

  it('leaves a node in the replica that it serves, though another lets go of it', () => {
    const moved = [
      GANG,
      event(1, 'rejoining', { replica: 0, nodes: [8], left: [0] }),
      event(2, 'rejoining', { replica: 1, nodes: [9], left: [8] }),
    ];
    expect([...after(...moved).holder.slice(7)]).toEqual([1, 1, 1, 0, 0]);
    const back = event(3, 'rejoining', { replica: 0, nodes: [0], left: [8] });
    expect(after(...moved, back).holder[8]).toBe(0);
  });

  it('warms no node that broke before anyone noticed', () => {
    const broken = ofFleet(1, 'failure', { node: 9, broken: true });
    expect(statesOf(after(broken, ofFleet(2, 'warmed', { nodes: [9, 10] }))).slice(9, 11)).toEqual([
      'failed',
      'warm',
    ]);
  });

  it('shows the nodes of a lost replica, while the others train, until it is back', () => {
    const lost = [
      GANG,
      TRAINS,
      event(2, 'failure', { node: 5, interrupts: true }),
      event(3, 'shrunk', { replica: 1, joined: [[4, 8]] }),
      event(4, 'cordoned', { node: 5 }),
      event(4, 'rejoining', { replica: 1, nodes: [8], left: [5] }),
    ];
    const states = statesOf(after(...lost));
    expect(states.slice(3, 9)).toEqual(['training', 'lost', 'repair', 'lost', 'lost', 'lost']);
    const back = after(...lost, event(5, 'rejoined', { replica: 1 }));
    expect(countStates(statesBytes(back))).toMatchObject({ training: 8, lost: 0, repair: 1 });
  });

  it('marks slow nodes until they are as fast as the others again', () => {
    const slow = ofFleet(2, 'slowed', { node: 4 });
    expect(statesOf(after(GANG, TRAINS, slow))[4]).toBe('slow');
    const calm = ofFleet(3, 'restored', { node: 4 });
    expect(statesOf(after(GANG, TRAINS, slow, calm))[4]).toBe('training');
  });

  it('has a domain out of reach once, though two runs lose nodes in it', () => {
    const domain = { kind: 'leaf', index: 1 } as const;
    const leaf = { domain, cause: 'Leaf', interrupts: true };
    const down = [event(2, 'failure', leaf), event(2, 'failure', { ...leaf, run: 's' })];
    const fleet = after(GANG, TRAINS, ...down);
    expect(fleet.troubles).toHaveLength(1);
    expect(statesOf(fleet).slice(3, 9)).toEqual([
      'stopped',
      'down',
      'down',
      'down',
      'down',
      'spare',
    ]);
    expect(after(...down, event(3, 'restored', leaf)).troubles).toEqual([]);
  });

  it('slows down only who is at work when a domain loses bandwidth', () => {
    const spine = { domain: { kind: 'spine', index: 0 }, cause: 'Spine' } as const;
    const states = statesOf(
      after(GANG, event(1, 'cordoned', { node: 2 }), TRAINS, ofFleet(2, 'slowed', spine)),
    );
    expect(states.slice(1, 4)).toEqual(['slow', 'repair', 'slow']);
  });

  it('tells other runs and standbys from the run that was asked for', () => {
    const fleet = after(
      GANG,
      TRAINS,
      event(0, 'placed', { run: 's', nodes: [8] }),
      event(1, 'restarted', { run: 's' }),
      ofFleet(1, 'warmed', { nodes: [9] }),
    );
    expect(statesOf(fleet).slice(7, 11)).toEqual(['training', 'service', 'warm', 'spare']);
  });

  it('frees the nodes of a run that gives them back, and only those', () => {
    const fleet = after(
      GANG,
      event(0, 'placed', { run: 's', nodes: [8] }),
      event(5, 'released', { releases: true }),
    );
    expect(countStates(statesBytes(fleet))).toMatchObject({ spare: 11, stopped: 1 });
  });
});

describe('drawStates', () => {
  it('has every node in exactly one state, whatever happened', () => {
    const kinds = [
      'failure',
      'cordoned',
      'placed',
      'restarted',
      'waiting',
      'repaired',
      'slowed',
    ] as const;
    const life = fc.array(fc.tuple(fc.constantFrom(...kinds), fc.nat(13)), { maxLength: 60 });
    fc.assert(
      fc.property(life, (steps) => {
        const fleet = after(
          ...steps.map(([kind, node], time) =>
            event(time, kind, kind === 'placed' ? { nodes: [node] } : { node }),
          ),
        );
        const sum = Object.values(countStates(statesBytes(fleet))).reduce((a, b) => a + b);
        expect(sum).toBe(trace.nodes);
      }),
    );
  });
});

function statesBytes(fleet: FleetState): Uint8Array {
  const codes = new Uint8Array(trace.nodes);
  drawStates(fleet, trace, false, codes);
  return codes;
}
