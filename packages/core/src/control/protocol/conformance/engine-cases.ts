import { assert, assertSame, type Case, type Client } from './client.ts';

/* What an engine reports and when, its timers, and its inventory. */

function about(subject: string, cases: Readonly<Record<string, Case['test']>>): Case[] {
  return Object.entries(cases).map(([name, test]) => ({ about: subject, name, test }));
}

const TIMER = { kind: 'setTimer', timer: 'watch' } as const;
const kindsOf = (client: Client) => client.said.map(({ kind }) => kind);

const LISTENERS = about('listeners', {
  'hear nothing before anything was ordered': async (client) => {
    await client.settle();
    assertSame(client.said, [], 'what was said');
  },
  'hear the same, in the same order': async (client) => {
    const other: unknown[] = [];
    client.subject.engine.subscribe((event) => other.push(event));
    await client.start();
    assert(other.length > 1, 'the second listener heard nothing');
    assertSame(other, client.said, 'what the second listener heard');
  },
  'hear nothing after they have left': async (client) => {
    const heard: unknown[] = [];
    const leave = client.subject.engine.subscribe((event) => heard.push(event));
    leave();
    await client.start();
    assertSame(heard, [], 'what was heard');
    assert(client.said.length > 0, 'others hear nothing either');
  },
  'hear nothing once the engine is closed': async (client) => {
    await client.start();
    const heard = client.said.length;
    client.subject.engine.close();
    await client.hurt({ what: 'attempt', run: 'a' });
    assertSame(client.said.length, heard, 'events heard');
  },
  'hear of no time before one that they heard of': async (client) => {
    await client.start();
    await client.hurt({ what: 'attempt', run: 'a' });
    await client.order({ kind: 'stop' });
    const times = client.said.map(({ at }) => at);
    assert(times.every(Number.isInteger), 'times are whole microseconds');
    assertSame(
      times,
      times.toSorted((a, b) => a - b),
      'times',
    );
  },
  'hear of a run only under orders that were given': async (client) => {
    await client.start();
    await client.hurt({ what: 'attempt', run: 'a' });
    await client.order({ kind: 'stop' });
    for (const event of client.said) {
      if (!('run' in event)) continue;
      assert(
        event.run === 'a' && event.attempt <= 1 && event.epoch <= 3,
        `"${event.kind}" is of none`,
      );
    }
  },
});

const TIMERS = about('a timer', {
  'goes off under its fence, not before its time, and once': async (client) => {
    const set = client.command({ ...TIMER, after: 50 });
    client.send(set);
    await client.pass(49);
    assertSame(client.heard('timer'), [], 'timers that went off');
    await client.pass(200);
    const [first, ...others] = client.heard('timer');
    assertSame([first?.timer, first?.run, first?.epoch], ['watch', 'a', set.epoch], 'the timer');
    assertSame(others, [], 'more of it');
  },
  'is replaced by one of its name': async (client) => {
    client.send(client.command({ ...TIMER, after: 50 }));
    await client.pass(20);
    client.send(client.command({ ...TIMER, after: 100 }));
    await client.pass(90);
    assertSame(client.heard('timer').length, 0, 'timers that went off');
    await client.pass(20);
    assertSame(client.heard('timer').length, 1, 'timers that went off');
  },
  'may be replaced by an earlier one': async (client) => {
    client.send(client.command({ ...TIMER, after: 100 }));
    client.send(client.command({ ...TIMER, after: 50 }));
    await client.pass(60);
    assertSame(client.heard('timer').length, 1, 'timers that went off');
    await client.pass(100);
    assertSame(client.heard('timer').length, 1, 'timers that went off');
  },
  'does not go off once it is cancelled, and others do': async (client) => {
    client.send(client.command({ ...TIMER, after: 50 }));
    client.send(client.command({ kind: 'setTimer', timer: 'grow', after: 60 }));
    client.send(client.command({ kind: 'cancelTimer', timer: 'watch' }));
    await client.pass(100);
    assertSame(
      client.heard('timer').map(({ timer }) => timer),
      ['grow'],
      'timers',
    );
  },
  'belongs to one run': async (client) => {
    client.send(client.command({ ...TIMER, after: 50 }, 'a'));
    client.send(client.command({ ...TIMER, after: 60 }, 'b'));
    client.send(client.command({ kind: 'cancelTimer', timer: 'watch' }, 'a'));
    await client.pass(100);
    assertSame(
      client.heard('timer').map(({ run }) => run),
      ['b'],
      'runs whose timer went off',
    );
  },
  'under an older fence is not set': async (client) => {
    const late = client.command({ ...TIMER, after: 50 });
    await client.order({ kind: 'place', add: [0], remove: [] });
    client.send(late);
    await client.pass(100);
    assertSame(client.heard('timer'), [], 'timers that went off');
  },
  'for the sweep is replaced, and goes off once': async (client) => {
    client.send(client.command({ kind: 'setSweep', after: 50 }));
    client.send(client.command({ kind: 'setSweep', after: 100 }));
    await client.pass(90);
    assertSame(client.heard('sweepDue').length, 0, 'sweeps');
    await client.pass(200);
    assertSame(client.heard('sweepDue').length, 1, 'sweeps');
  },
});

const INVENTORY = about('an inventory', {
  'tells of every run, and that nothing runs yet': async (client) => {
    const { gangs, broken, cordoned, down } = await client.inventory();
    assertSame(gangs.map(({ run }) => run).toSorted(), ['a', 'b'], 'runs');
    for (const { nodes, health } of gangs) assertSame([nodes, health], [[], 'none'], 'a gang');
    assertSame([broken, cordoned, down], [[], [], []], 'what is out');
  },
  'tells the fence of the newest order, and the nodes in order': async (client) => {
    const place = await client.order({ kind: 'place', add: [3, 1, 2, 0], remove: [] });
    const gang = await client.gang();
    assertSame([gang.attempt, gang.epoch], [0, place.epoch], 'the fence');
    assertSame(gang.nodes, [0, 1, 2, 3], 'nodes');
  },
  'tells that an attempt is well, then that it failed, then that it is gone': async (client) => {
    await client.start();
    assertSame((await client.gang()).health, 'ok', 'health');
    await client.hurt({ what: 'attempt', run: 'a' });
    assertSame((await client.gang()).health, 'failed', 'health');
    await client.order({ kind: 'stop' });
    assertSame((await client.gang()).health, 'none', 'health');
  },
  'says when the health of an attempt is unknown': async (client) => {
    await client.start();
    const { patience } = client.subject;
    await client.hurt({ what: 'doubt', run: 'a', seconds: 2 * patience });
    assertSame((await client.gang()).health, 'unknown', 'health');
    await client.pass(2 * patience);
    assertSame((await client.gang()).health, 'ok', 'health');
  },
  'tells of broken nodes and of cordoned ones': async (client) => {
    await client.hurt({ what: 'node', node: 8 });
    assertSame((await client.inventory()).broken, [8], 'broken nodes');
    await client.order({ kind: 'cordon', node: 9 });
    assertSame((await client.inventory()).cordoned, [9], 'cordoned nodes');
    await client.order({ kind: 'uncordon', node: 9 });
    assertSame((await client.inventory()).cordoned, [], 'cordoned nodes');
  },
  'is told as often as it is asked for': async (client) => {
    const [first, second] = [await client.inventory(), await client.inventory()];
    assertSame(first.gangs, second.gangs, 'gangs');
  },
  'changes nothing': async (client) => {
    await client.start();
    const before = kindsOf(client);
    await client.inventory();
    assertSame(kindsOf(client), [...before, 'inventory'], 'what was said');
  },
});

const NODES = about('a node', {
  'that breaks while it is free is spoken of': async (client) => {
    await client.hurt({ what: 'node', node: 8 });
    assert(
      client.heard('nodeFailed').some(({ node }) => node === 8),
      'no word of node 8',
    );
  },
  'that is well is repaired at once': async (client) => {
    const repair = await client.order({ kind: 'repair', node: 8 });
    assertSame(client.answersTo(repair, 'repaired').length, 1, '"repaired" told');
  },
  'that is still broken is not let back': async (client) => {
    await client.hurt({ what: 'node', node: 8 });
    await client.order({ kind: 'cordon', node: 8 });
    const early = await client.order({ kind: 'uncordon', node: 8 });
    assertSame(client.answersTo(early, 'uncordoned'), [], '"uncordoned"');
    assertSame((await client.inventory()).cordoned, [8], 'cordoned nodes');
  },
  'is repaired once, though it was asked for twice': async (client) => {
    await client.hurt({ what: 'node', node: 8 });
    client.send(client.command({ kind: 'repair', node: 8 }));
    const second = await client.order({ kind: 'repair', node: 8 });
    assertSame(client.heard('repaired').length, 1, '"repaired" told');
    assertSame(client.answersTo(second, 'repaired').length, 1, 'answers to the newest');
    assertSame((await client.inventory()).broken, [], 'broken nodes');
  },
  'that is warmed says so': async (client) => {
    await client.order({ kind: 'warm', node: 8 });
    assertSame(
      client.heard('warmed').map(({ node }) => node),
      [8],
      'warmed nodes',
    );
  },
  'is within reach when its domain is looked at and up': async (client) => {
    const domain = { kind: 'leaf', index: 0 } as const;
    await client.order({ kind: 'inspect', domain });
    assertSame(
      client.heard('domainRestored').map((event) => event.domain),
      [domain],
      'domains',
    );
  },
});

export const ENGINE_CASES: readonly Case[] = [...LISTENERS, ...TIMERS, ...INVENTORY, ...NODES];
