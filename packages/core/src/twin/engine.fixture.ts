import { createStream } from '../base/index.ts';
import type { Hurt, Setting, Subject } from '../control/protocol/conformance/index.ts';
import { RULES, toMicros } from '../control/protocol/index.ts';
import { Chance } from './chance.ts';
import type { Fault } from './fault.ts';
import { constant, QUIET, STEADY } from './scenario.fixture.ts';
import { Striker } from './strike.ts';
import { World } from './world.ts';

/** How long a node is out for repair, and the most that anything else takes, s. */
const REPAIR = 60;
const PATIENCE = 300;
const TIMES = {
  detectCrash: constant(10),
  diagnose: constant(20),
  restart: constant(30),
  spareSwap: constant(10),
  warmSwap: constant(5),
  shrink: constant(10),
  rejoin: constant(20),
};

/** The twin's world as an engine: without a supervisor, and with time under the control of a test. */
export function newTwinEngine({ topology, runs }: Setting, rules = RULES): Subject {
  const checkpoint = { writeTime: 5, bytes: 0 };
  const rest = { times: TIMES, checkpoint, maintenance: constant(30), work: 1e9 };
  const scenario = {
    ...QUIET,
    topology,
    runs: runs.map((spec) => ({ ...STEADY, ...rest, spec })),
    monitorTime: constant(10),
  };
  const world = new World(scenario, new Chance(createStream(1)), {}, rules);
  const striker = new Striker(world, { onStrike: () => {}, onCalm: () => {} });
  return {
    engine: world,
    patience: PATIENCE,
    pass(seconds) {
      const until = world.now + toMicros(seconds);
      world.deliver();
      while (world.agenda.nextTime() <= until) {
        world.now = world.agenda.nextTime();
        world.agenda.advance();
        world.deliver();
      }
      world.now = until;
    },
    hurt(hurt) {
      striker.strike(faultOf(hurt));
    },
  };
}

function faultOf(hurt: Hurt): Fault {
  const { what } = hurt;
  if (what === 'doubt') {
    return { what, run: hurt.run, cause: 'probe timeout', duration: hurt.seconds };
  }
  if (what === 'attempt') {
    return { what: 'job', run: hurt.run, cause: 'software', detection: 'crash' };
  }
  return { what, node: hurt.node, cause: 'gpu', detection: 'crash', repair: REPAIR };
}
