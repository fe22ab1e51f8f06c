import { describe, expect, it } from 'vitest';
import { createSupervisor, type SupervisorState } from '../../../control/index.ts';
import type { Command, SupervisorEvent } from '../../../control/protocol/index.ts';
import type { Life } from '../../life.ts';
import { smallCase, smallRun } from '../bugs/small-factory.ts';
import { type Checker, INVARIANTS } from './index.ts';

/* Each rule is broken by hand, once, in what a checker sees of a life. */

const run = smallRun({});
const sim = smallCase(4, [run], [], []);
const { topology, fleet } = sim.scenario;
const state = createSupervisor({ mode: 'act', topology, fleet, runs: [run.spec] });
const fence = { run: 'run-0', attempt: 1, epoch: 2 };
const END = sim.scenario.horizon * 1e6;

/** What the checker of a rule finds while something happens to it. */
function foundBy(name: string, happen: (checker: Checker) => void, among = sim): string[] {
  const found: string[] = [];
  const rule = INVARIANTS.find((candidate) => candidate.name === name);
  if (!rule) throw new Error(`no rule is called ${name}`);
  happen(rule.make(among, (_, message) => found.push(message)));
  return found;
}

let lastId = 0;
const command = (body: object, under: object = fence) =>
  ({ id: ++lastId, ...under, ...body }) as Command;
const event = (body: object) => ({ at: 0, ...fence, ...body }) as SupervisorEvent;
const news = (body: object) => ({ at: 0, ...body }) as SupervisorEvent;
const stepped = (commands: readonly Command[], after: SupervisorState = state) => ({
  state: after,
  commands,
  decisions: [],
});
const runState = (change: object): SupervisorState => ({
  ...state,
  runs: [{ ...state.runs[0]!, ...change }],
});
const noMembers = () => new Int32Array();
const quiet = event({ kind: 'timer', timer: 'watch' });
const launch = { kind: 'launch', work: 0, isRollback: false, replicas: 2, interval: 1 };
const begun = { run: 'run-0', attempt: 1, replicas: 2, work: 0, isRollback: false };
const account = (useful: number, lost: object = {}) => ({
  useful,
  lost: {
    detect: 0,
    waitForNodes: 0,
    restart: 0,
    rework: 0,
    checkpoint: 0,
    maintenance: 0,
    straggle: 0,
    shrunk: 0,
    ...lost,
  },
});

describe('one attempt', () => {
  it('sees a second one begin', () => {
    const found = foundBy('one attempt', (checker) => {
      checker.begun?.(0, begun);
      checker.begun?.(0, { ...begun, attempt: 2 });
    });
    expect(found).toEqual(['attempt 2 of run-0 begins while 1 lives']);
  });

  it('sees one begin again, and one ordered beside another', () => {
    const again = foundBy('one attempt', (checker) => {
      checker.begun?.(0, begun);
      checker.gone?.(0, 'run-0', 1);
      checker.begun?.(0, begun);
    });
    expect(again).toEqual(['attempt 1 of run-0 begins after 1']);
    const ordered = foundBy('one attempt', (checker) => {
      checker.begun?.(0, begun);
      checker.step?.(0, quiet, stepped([command({ ...launch, attempt: 2 })]), noMembers);
    });
    expect(ordered).toEqual(['attempt 2 of run-0 is ordered while 1 lives']);
  });
});

describe('full gang', () => {
  it('sees a node taken from a run that lives, unless it let go of it', () => {
    const rejoin = { kind: 'rejoin', replica: 0, add: [], remove: [1] };
    const move = (checker: Checker, node: number) => {
      checker.node?.(0, node, { what: 'left' });
      checker.node?.(0, node, { what: 'joined', run: 1 });
    };
    const happen = (checker: Checker) => {
      for (const node of [0, 1, 2]) checker.node?.(0, node, { what: 'joined', run: 0 });
      checker.begun?.(0, begun);
      checker.command?.(0, command(rejoin));
      move(checker, 0);
      move(checker, 1);
      checker.gone?.(0, 'run-0', 1);
      move(checker, 2);
    };
    const big = smallRun({ replicas: 3 });
    const two = smallCase(4, [big, { ...big, spec: { ...big.spec, run: 'run-1' } }], [], []);
    const found = foundBy('full gang', happen, two);
    expect(found).toEqual(['node 0 is taken from run-0, which lives']);
  });

  it('sees an attempt begin on too few nodes', () => {
    const found = foundBy('full gang', (checker) => {
      checker.node?.(0, 3, { what: 'joined', run: 0 });
      checker.begun?.(0, begun);
    });
    expect(found).toEqual(['run-0 begins 2 replicas of 1 on 1 nodes']);
  });

  it('sees more nodes than the quota, and a node in two gangs', () => {
    const found = foundBy('full gang', (checker) => {
      for (const node of [0, 1, 2]) checker.node?.(0, node, { what: 'joined', run: 0 });
      checker.node?.(0, 2, { what: 'joined', run: 0 });
    });
    expect(found).toContain('run-0 holds 3 nodes');
    expect(found).toContain('node 2 joins a gang while it is in another');
  });
});

describe('sound nodes', () => {
  const place = (node: number) => stepped([command({ kind: 'place', add: [node], remove: [] })]);

  it('sees a node placed that is known to be broken, but not one that was not reported', () => {
    const found = foundBy('sound nodes', (checker) => {
      for (const node of [1, 2]) checker.node?.(0, node, { what: 'broken' });
      checker.step?.(
        0,
        news({ kind: 'nodeFailed', node: 1, cause: 'gpu' }),
        stepped([]),
        noMembers,
      );
      for (const node of [1, 2]) checker.step?.(0, quiet, place(node), noMembers);
    });
    expect(found).toEqual(['run-0 gets node 1, which is known to be broken']);
  });

  it('sees a cordoned one placed until the engine lifted that very cordon', () => {
    const found = foundBy('sound nodes', (checker) => {
      const stale = command({ kind: 'uncordon', node: 1 });
      checker.step?.(0, quiet, stepped([command({ kind: 'cordon', node: 1 })]), noMembers);
      checker.command?.(0, stale);
      checker.step?.(0, quiet, place(1), noMembers);
      checker.command?.(0, command({ kind: 'uncordon', node: 1 }));
      checker.step?.(0, quiet, place(1), noMembers);
    });
    expect(found).toEqual(['run-0 gets node 1, which is cordoned']);
  });

  it('sees one placed whose domain is known to be down', () => {
    const domain = { kind: 'rack', index: 0 };
    const found = foundBy('sound nodes', (checker) => {
      checker.step?.(
        0,
        news({ kind: 'domainFailed', domain, cause: 'power' }),
        place(1),
        noMembers,
      );
    });
    expect(found).toEqual(['run-0 gets node 1, which is in rack 0, which is down']);
  });
});

describe('cordon limit', () => {
  it('sees more nodes cordoned than there may be', () => {
    const small = { ...sim.scenario, fleet: { ...fleet, maxCordonShare: 0.25 } };
    const found: string[] = [];
    const rule = INVARIANTS.find(({ name }) => name === 'cordon limit')!;
    const checker = rule.make({ ...sim, scenario: small }, (_, message) => found.push(message));
    for (const node of [1, 2]) {
      checker.step?.(0, quiet, stepped([command({ kind: 'cordon', node })]), noMembers);
    }
    expect(found).toEqual(['2 nodes are cordoned, of 1 allowed']);
  });
});

describe('checkpoints', () => {
  it('sees one lost', () => {
    const found = foundBy('checkpoints', (checker) => {
      checker.told?.(0, event({ kind: 'checkpointed', work: 9 }));
      checker.begun?.(0, { ...begun, work: 5 });
    });
    expect(found).toEqual(['run-0 lost a checkpoint of 9 us: it begins at 5']);
  });

  it('sees a rollback for no reason, and one that does not follow', () => {
    const none = foundBy('checkpoints', (checker) => {
      checker.step?.(0, quiet, stepped([command({ ...launch, isRollback: true })]), noMembers);
    });
    expect(none).toEqual(['run-0 is to go back to 0 us for no reason']);
    const missed = foundBy('checkpoints', (checker) => {
      const diagnosis = { cause: 'corruption', nodes: [] };
      checker.told?.(0, event({ kind: 'corrupted', cleanWork: 3, diagnosis }));
      checker.end?.(END, ['running'], () => account(0));
    });
    expect(missed).toEqual(['run-0 was corrupted after 3 us and never went back']);
  });

  it('sees a launch from less than was acknowledged', () => {
    const found = foundBy('checkpoints', (checker) => {
      checker.step?.(0, quiet, stepped([command({ kind: 'stop' })]), noMembers);
      checker.step?.(0, event({ kind: 'checkpointed', work: 9 }), stepped([]), noMembers);
      checker.step?.(0, quiet, stepped([command(launch)]), noMembers);
    });
    expect(found).toEqual(['run-0 is to begin at 0 us, but 9 were acknowledged']);
  });

  it('takes an order to save that is answered again for no news, and for no loss', () => {
    const found = foundBy('checkpoints', (checker) => {
      checker.told?.(0, event({ kind: 'saved', work: 5 }));
      checker.told?.(0, event({ kind: 'checkpointed', work: 9 }));
      checker.told?.(0, event({ kind: 'saved', work: 5 }));
      checker.begun?.(0, { ...begun, work: 5 });
    });
    expect(found).toEqual(['run-0 lost a checkpoint of 9 us: it begins at 5']);
  });

  it('sees an older checkpoint told of, under another order to save or as a new one', () => {
    const found = foundBy('checkpoints', (checker) => {
      checker.told?.(0, event({ kind: 'saved', work: 9 }));
      checker.told?.(0, event({ kind: 'saved', work: 7, epoch: 3 }));
      checker.told?.(0, event({ kind: 'checkpointed', work: 5 }));
    });
    expect(found).toEqual(['run-0 tells of 7 us after 9', 'run-0 tells of 5 us after 7']);
  });
});

describe('unknown', () => {
  it('sees anything but a look follow', () => {
    const unknown = event({ kind: 'observed', health: 'unknown' });
    const found = foundBy('unknown', (checker) => {
      checker.step?.(0, unknown, stepped([command({ kind: 'probe' })]), noMembers);
      checker.step?.(0, unknown, stepped([command({ kind: 'stop' })]), noMembers);
    });
    expect(found).toEqual(['run-0 is unknown, and "stop" follows']);
  });
});

describe('no needless stop', () => {
  it('sees an attempt stopped for the failure of an older one', () => {
    const found = foundBy('no needless stop', (checker) => {
      const old = event({ kind: 'observed', health: 'failed' });
      const stop = command({ kind: 'stop' }, { ...fence, attempt: 2 });
      checker.step?.(0, old, stepped([stop]), noMembers);
    });
    expect(found).toEqual(['"stop" of attempt 2 of run-0, which was not said to have failed']);
  });

  it('sees nodes released under a living attempt', () => {
    const found = foundBy('no needless stop', (checker) => {
      checker.begun?.(0, begun);
      checker.step?.(0, quiet, stepped([command({ kind: 'release' })]), noMembers);
    });
    expect(found).toEqual(['the nodes of run-0 are to be released under attempt 1']);
  });
});

describe('spares', () => {
  it('sees a node that is counted twice, and one that is lost track of', () => {
    const found = foundBy('spares', (checker) => {
      const pool = { ...state.pool, free: [0, 1, 1] };
      checker.step?.(0, quiet, stepped([], { ...state, pool }), noMembers);
    });
    expect(found).toEqual([
      'node 1 is free or out twice at "timer"',
      '0 held, 3 free and 0 out of 4 nodes at "timer"',
    ]);
  });
});

describe('accounts', () => {
  it('sees time booked twice, given back, or not at all', () => {
    const found = foundBy('accounts', (checker) => {
      checker.advance?.(10, () => account(11));
      checker.advance?.(20, () => account(11, { restart: 9 }));
      checker.advance?.(30, () => account(11, { restart: 3 }));
      checker.close?.({ runs: [{ account: account(11), elapsed: 30 }] } as unknown as Life);
    });
    expect(found).toEqual([
      'run-0 booked 11 us of 10',
      'run-0 lost 3 us to restart after 9',
      'run-0 booked 11 us of 30',
    ]);
  });
});

describe('node time', () => {
  it('sees shares that differ from its own', () => {
    const found = foundBy('node time', (checker) => {
      checker.node?.(0, 1, { what: 'joined', run: 0 });
      checker.end?.(100, [], () => account(0));
      checker.close?.({ fleet: { held: 0.5, out: 0, spare: 0.5 } } as unknown as Life);
    });
    expect(found).toEqual([
      'the share held is 0.25, the twin says 0.5',
      'the share spare is 0.75, the twin says 0.5',
    ]);
  });
});

describe('settles', () => {
  it('sees a run that is neither running, queued nor ended for too long', () => {
    const found = foundBy('settles', (checker) => {
      checker.step?.(0, quiet, stepped([], runState({ phase: 'starting' })), noMembers);
      checker.advance?.(END, () => account(0));
    });
    expect(found).toEqual(['run-0 is starting, not training, for 1440 minutes']);
  });

  it('sees one that waits without a reason', () => {
    const found = foundBy('settles', (checker) => {
      checker.step?.(0, quiet, stepped([], runState({ phase: 'waiting' })), noMembers);
      checker.advance?.(END, () => account(0));
    });
    expect(found).toHaveLength(1);
  });
});

describe('progress', () => {
  it('sees a run that trains and does not get on', () => {
    const found = foundBy('progress', (checker) => {
      checker.step?.(0, quiet, stepped([], runState({ phase: 'running', missing: 0 })), noMembers);
      checker.advance?.(END - 1, () => account(5));
      checker.end?.(END, ['running'], () => account(5));
    });
    expect(found).toEqual(['run-0 is running and does not get on']);
  });

  it('sees one that waits for nodes that are free', () => {
    const found = foundBy('progress', (checker) => {
      checker.step?.(0, quiet, stepped([], runState({ phase: 'waiting' })), noMembers);
      checker.end?.(END, ['running'], () => account(0));
    });
    expect(found).toEqual(['run-0 waits for 2 nodes and could have 4']);
  });

  it('sees a replica that the supervisor does not know to be lost', () => {
    const found = foundBy('progress', (checker) => {
      checker.step?.(0, quiet, stepped([], runState({ phase: 'running', missing: 0 })), noMembers);
      checker.advance?.(END - 1, () => account(5));
      checker.end?.(END, ['running'], () => account(6, { shrunk: 100 }));
    });
    expect(found).toEqual(['run-0 lacks a replica, and the supervisor does not know']);
  });

  it('sees one that starts again and again', () => {
    const found = foundBy('progress', (checker) => {
      checker.step?.(0, quiet, stepped([], runState({ phase: 'running', missing: 0 })), noMembers);
      for (const attempt of [1, 2, 3, 4]) checker.begun?.(END - 1, { ...begun, attempt });
      checker.end?.(END, ['running'], () => account(6));
    });
    expect(found).toEqual(['run-0 began 4 attempts after all was well']);
  });
});

describe('returns', () => {
  it('sees a node that stays cordoned, also behind the back of the supervisor', () => {
    const out = [{ node: 1, state: 'cordoned', heldFor: -1, since: 1 }] as const;
    const found = foundBy('returns', (checker) => {
      const pool = { ...state.pool, out, down: [{ kind: 'rack', index: 0 }] as const };
      checker.told?.(0, news({ kind: 'cordoned', node: 2 }));
      checker.step?.(0, quiet, stepped([], { ...state, pool }), noMembers);
      checker.end?.(END, ['running'], () => account(0));
    });
    expect(found).toEqual([
      'node 1 is still cordoned',
      'node 2 is cordoned, and the supervisor does not know',
      'rack 0 is still down',
    ]);
  });
});
