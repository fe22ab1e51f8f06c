import { describe, expect, it } from 'vitest';
import { createStream } from '../base/index.ts';
import type { Decision, SupervisorEvent } from '../control/protocol/index.ts';
import { CORDONED, fleetAtStart, foldEvent } from './fold/fleet.ts';
import { HeardTeller } from './heard.ts';
import { live } from './life.ts';
import type { TwinEvent } from './result.ts';
import { drawSimCase } from './sim/index.ts';
import { TraceWatcher } from './trace.ts';
import type { Members, Watcher } from './watcher.ts';

const FENCE = { run: 'r', attempt: 1, epoch: 1 };
/** Replica 1 is node 3; all others are nodes 0 to 2. */
const members: Members = (_, replica) => Int32Array.from(replica === 1 ? [3] : [0, 1, 2]);

function tellerOf(nodes = 4) {
  const teller = new HeardTeller(nodes, ['r']);
  const tell = (event: SupervisorEvent, ...decisions: Decision[]): TwinEvent[] =>
    teller.tell({ event, words: `heard ${event.kind}`, decisions }, members);
  return tell;
}

function decision(kind: Decision['kind'], more: Partial<Decision> = {}): Decision {
  return { kind, run: 'r', reason: `because of ${kind}`, inputs: {}, commands: [], ...more };
}

describe('what a supervisor heard of a real run', () => {
  it('tells nothing of what only moves the protocol on', () => {
    const tell = tellerOf();
    expect(tell({ at: 0, kind: 'sweepDue' })).toEqual([]);
    expect(tell({ ...FENCE, at: 1, kind: 'timer', timer: 'watch' }, decision('note'))).toEqual([]);
    expect(tell({ ...FENCE, at: 2, kind: 'observed', health: 'unknown' })).toEqual([]);
  });

  it('tells a failure once, until the run trains again', () => {
    const tell = tellerOf();
    const failed = { ...FENCE, kind: 'observed', health: 'failed' } as const;
    expect(tell({ ...failed, at: 2e6 }, decision('fail over'))).toEqual([
      { time: 2, kind: 'failure', run: 'r', interrupts: true, text: 'heard observed' },
      { time: 2, kind: 'detected', run: 'r', text: 'because of fail over' },
    ]);
    expect(tell({ ...failed, at: 3e6 })).toEqual([]);
    tell({ ...FENCE, at: 4e6, kind: 'launched', work: 0 });
    expect(tell({ ...failed, at: 5e6 })).toHaveLength(1);
  });

  it('names the node of a replica of one node, and the one that a diagnosis blames', () => {
    const tell = tellerOf();
    const failed = { ...FENCE, at: 0, kind: 'observed', health: 'failed' } as const;
    expect(tell({ ...failed, replica: 0 })[0]).not.toHaveProperty('node');
    expect(tell({ ...failed, replica: 1 })[0]).toMatchObject({ node: 3 });
    const diagnosis = { cause: 'memory', nodes: [2] };
    const blamed = { node: 2, broken: true, cause: 'memory' };
    expect(tell({ ...failed, diagnosis })[0]).toMatchObject(blamed);
  });

  it('ends a slowdown of the nodes that are no longer named', () => {
    const tell = tellerOf();
    const slowed = { ...FENCE, at: 0, kind: 'slowed', slowdown: 2 } as const;
    tell({ ...slowed, nodes: [0, 1] });
    expect(tell({ ...slowed, nodes: [1, 2] })).toMatchObject([
      { kind: 'restored', node: 0 },
      { kind: 'slowed', node: 2 },
    ]);
  });

  it('brings a domain back from everything that took it down', () => {
    const tell = tellerOf();
    const domain = { kind: 'rack', index: 0 } as const;
    for (const cause of ['power', 'switch']) tell({ at: 0, kind: 'domainFailed', domain, cause });
    expect(tell({ at: 1e6, kind: 'domainRestored', domain })).toMatchObject([
      { kind: 'restored', cause: 'power', domain },
      { kind: 'restored', cause: 'switch', domain },
    ]);
  });

  it('ends with the run', () => {
    const told = tellerOf()({ ...FENCE, at: 9e6, kind: 'finished' }, decision('finish'));
    expect(told.map(({ kind }) => kind)).toEqual(['released', 'end']);
  });
});

/** The fleet at the end of a random life: from its trace, and from what its supervisor heard. */
function endsOf(seed: number) {
  const { scenario } = drawSimCase(seed);
  const runs = scenario.runs.map(({ spec }) => spec.run);
  const teller = new HeardTeller(scenario.topology.nodes, runs);
  const heard: TwinEvent[] = [];
  const tracer = new TraceWatcher(scenario, 2);
  const watcher: Watcher = {
    advance: (now, books) => tracer.advance(now, books),
    strike: (now, strike) => tracer.strike(now, strike),
    calm: (now, fault) => tracer.calm(now, fault),
    step(now, event, result, seats) {
      tracer.step(now, event, result, seats);
      heard.push(...teller.tell({ event, words: event.kind, ...result }, seats));
    },
  };
  live(scenario, createStream(seed).fork('life'), { watcher });
  const trace = tracer.trace(seed, '', []);
  return [trace.events, heard].map((events) => {
    const fleet = fleetAtStart(trace);
    for (const event of events) foldEvent(fleet, event, trace);
    const out = [...fleet.condition].map((bits) => (bits & CORDONED) !== 0);
    return { holder: [...fleet.holder], out, lost: [...fleet.lost].sort(), events };
  });
}

describe('the fold of what was heard', () => {
  it('has every node in the gang, replica and repair that the fold of the world has', () => {
    let events = 0;
    for (let seed = 0; seed < 24; seed++) {
      const [world, heard] = endsOf(seed);
      const { events: told, ...fleet } = heard!;
      const { events: _, ...expected } = world!;
      events += told.length;
      expect(fleet, `seed ${seed}`).toEqual(expected);
    }
    expect(events).toBeGreaterThan(1000);
  });
});
