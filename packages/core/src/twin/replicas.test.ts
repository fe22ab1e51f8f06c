import { describe, expect, it } from 'vitest';
import { createStream } from '../base/index.ts';
import { type Command, RULES, type SupervisorEvent, toMicros } from '../control/protocol/index.ts';
import { Chance } from './chance.ts';
import { constant, QUIET, replicated } from './scenario.fixture.ts';
import { Striker } from './strike.ts';
import { World } from './world.ts';

const FENCE = { run: 'steady', attempt: 1, epoch: 1 } as const;
const RACK_OF_NEW = { kind: 'rack', index: 2 } as const;

/** A run of two replicas of a node, each in a rack of its own, under orders of a test instead of a supervisor. */
function trainingWorld() {
  const times = { spareSwap: constant(100), shrink: constant(1), rejoin: constant(20) };
  const run = replicated(2, 1, { recovery: 'replica' }, times);
  const size = { ...QUIET.topology.size, rack: 1 };
  const topology = { ...QUIET.topology, size };
  const world = new World(
    { ...QUIET, topology, runs: [run] },
    new Chance(createStream(1)),
    {},
    RULES,
  );
  const heard: SupervisorEvent[] = [];
  world.subscribe((event) => heard.push(event));
  const striker = new Striker(world, { onStrike: () => {}, onCalm: () => {} });
  const pass = (seconds: number) => {
    const until = world.now + toMicros(seconds);
    world.deliver();
    while (world.agenda.nextTime() <= until) {
      world.now = world.agenda.nextTime();
      world.agenda.advance();
      world.deliver();
    }
    world.now = until;
  };
  const order = (command: Command) => world.execute(command);
  return { order, pass, heard, striker };
}

describe('two orders to bring one replica back', () => {
  it('that end in swapped order bring it back once, and the older one never loses it again', () => {
    const { order, pass, heard, striker } = trainingWorld();
    const came = () => heard.flatMap((event) => (event.kind === 'rejoined' ? [event.answers] : []));
    order({ ...FENCE, id: 1, kind: 'place', add: [0, 1], remove: [] });
    pass(200);
    const launch = {
      kind: 'launch',
      work: 0,
      isRollback: false,
      replicas: 2,
      interval: 600,
    } as const;
    order({ ...FENCE, id: 2, ...launch });
    pass(1);
    striker.strike({ what: 'node', node: 0, cause: 'Software bug', detection: 'crash' });
    order({ ...FENCE, id: 3, kind: 'shrink', replica: 0 });
    pass(2);
    // Until 120 s from now, for the node has to be brought in; the newer order needs none.
    order({ ...FENCE, id: 4, kind: 'rejoin', replica: 0, add: [2], remove: [0] });
    order({ ...FENCE, id: 5, kind: 'rejoin', replica: 0, add: [], remove: [] });
    pass(100);
    expect(came()).toEqual([5]);
    // Its rack is down from 100 to 122 s, and it comes back at 123 s.
    striker.strike({ what: 'domain', domain: RACK_OF_NEW, cause: 'Rack power', repair: 22 });
    order({ ...FENCE, id: 6, kind: 'shrink', replica: 0 });
    pass(3);
    order({ ...FENCE, id: 7, kind: 'rejoin', replica: 0, add: [], remove: [] });
    pass(60);
    expect(came()).toEqual([5, 7]);
  });
});
