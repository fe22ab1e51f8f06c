import { assert, assertSame, type Case } from './client.ts';

/* Orders to gangs, attempts and replicas. */

function about(subject: string, cases: Readonly<Record<string, Case['test']>>): Case[] {
  return Object.entries(cases).map(([name, test]) => ({ about: subject, name, test }));
}

const LAUNCH = { kind: 'launch', work: 0, isRollback: false, replicas: 2, interval: 60 } as const;

const GANGS = about('a gang', {
  'that is unknown belongs to no run, and an order to it is refused': async (client) => {
    await client.order({ kind: 'place', add: [0], remove: [] }, 'c');
    assertSame(client.said, [], 'what was said');
  },
  'is ordered apart from others': async (client) => {
    await client.start('a');
    const before = await client.gang('a');
    await client.start('b');
    await client.order({ kind: 'stop' }, 'b');
    assertSame(await client.gang('a'), before, 'run a');
  },
  'swaps a node for another': async (client) => {
    await client.order({ kind: 'place', add: [0, 1, 2, 3], remove: [] });
    await client.order({ kind: 'place', add: [6], remove: [1] });
    assertSame((await client.gang()).nodes, [0, 2, 3, 6], 'nodes');
  },
  'has a node leave first and come back with the same order': async (client) => {
    await client.order({ kind: 'place', add: [0, 1, 2, 3], remove: [] });
    await client.order({ kind: 'place', add: [1], remove: [1] });
    assertSame((await client.gang()).nodes, [0, 1, 2, 3], 'nodes');
  },
  'keeps a node that it is given twice once': async (client) => {
    await client.order({ kind: 'place', add: [0, 1], remove: [] });
    await client.order({ kind: 'place', add: [1, 2], remove: [9] });
    assertSame((await client.gang()).nodes, [0, 1, 2], 'nodes');
  },
  'gets no node of an attempt that lives; sent again once it is free, the order is done': async (
    client,
  ) => {
    await client.start('b');
    const place = await client.order({ kind: 'place', add: [0, 4], remove: [] });
    assertSame(client.answersTo(place, 'placed'), [], '"placed"');
    assertSame((await client.gang('b')).nodes, [4, 5], 'nodes of b');
    await client.order({ kind: 'stop' }, 'b');
    await client.order({ kind: 'release' }, 'b');
    client.send(place);
    await client.settle();
    assertSame(client.answersTo(place, 'placed').length, 1, '"placed" told');
    assertSame((await client.gang()).nodes, [0, 4], 'nodes of a');
  },
  'gets no node that a newer order gave to another': async (client) => {
    const late = client.command({ kind: 'place', add: [4], remove: [] });
    await client.order({ kind: 'place', add: [4, 5], remove: [] }, 'b');
    client.send(late);
    await client.settle();
    assertSame(client.answersTo(late, 'placed'), [], '"placed"');
    assertSame((await client.gang('b')).nodes, [4, 5], 'nodes of b');
  },
  'takes over a node of a run that has no attempt any more': async (client) => {
    await client.order({ kind: 'place', add: [4, 5], remove: [] }, 'b');
    const place = await client.order({ kind: 'place', add: [4], remove: [] });
    assertSame(client.answersTo(place, 'placed').length, 1, '"placed" told');
    assertSame((await client.gang('b')).nodes, [5], 'nodes of b');
  },
  'gives all its nodes back, and its attempt with them': async (client) => {
    await client.start();
    await client.order({ kind: 'release' });
    const { nodes, health } = await client.gang();
    assertSame([nodes, health], [[], 'none'], 'run a');
  },
});

const ATTEMPTS = about('an attempt', {
  'begins from no less than it was told, and from just that after a rollback': async (client) => {
    await client.order({ kind: 'place', add: [0, 1, 2, 3], remove: [] });
    const launch = await client.order({ ...LAUNCH });
    const told = client.heard('launched').map(({ work }) => work);
    assertSame(client.answersTo(launch, 'launched').length, 1, '"launched" told');
    assert(
      told.every((work) => work >= 0),
      'work below 0',
    );
    await client.order({ kind: 'save' });
    await client.order({ kind: 'stop' });
    await client.order({ ...LAUNCH, isRollback: true });
    assertSame(client.heard('launched').at(-1)?.work, 0, 'work after the rollback');
  },
  'holds what was saved when it is launched again': async (client) => {
    await client.start();
    await client.order({ kind: 'save' });
    const saved = client.heard('saved').at(-1)?.work ?? Number.NaN;
    assert(saved > 0, 'nothing was saved');
    await client.order({ kind: 'stop' });
    await client.order({ ...LAUNCH, work: saved });
    assert((client.heard('launched').at(-1)?.work ?? -1) >= saved, 'what was saved is lost');
  },
  'that is not there cannot be saved, but can be stopped': async (client) => {
    const save = await client.order({ kind: 'save' });
    assertSame(client.answersTo(save, 'saved'), [], '"saved"');
    const stop = await client.order({ kind: 'stop' });
    assertSame(client.answersTo(stop, 'stopped').length, 1, '"stopped" told');
  },
  'that is not there is not reported when it is looked for': async (client) => {
    await client.order({ kind: 'probe' });
    assertSame(client.heard('observed'), [], 'observations');
  },
  'of another number begins after the first was stopped': async (client) => {
    await client.start();
    await client.order({ kind: 'stop' });
    await client.order({ ...LAUNCH });
    const { attempt, health } = await client.gang();
    assertSame([attempt, health], [2, 'ok'], 'the attempt');
  },
  'that fails is spoken of under its fence': async (client) => {
    await client.start();
    await client.hurt({ what: 'attempt', run: 'a' });
    const failed = client.heard('observed').filter(({ health }) => health === 'failed');
    assertSame(
      failed.map(({ attempt, epoch }) => [attempt, epoch]),
      [[1, 2]],
      'failures',
    );
  },
  'that is well says so when it is looked at': async (client) => {
    await client.start();
    await client.order({ kind: 'probe' });
    assertSame(
      client.heard('observed').map(({ health }) => health),
      ['ok'],
      'observations',
    );
  },
  'that failed says so again when it is looked at': async (client) => {
    await client.start();
    await client.hurt({ what: 'attempt', run: 'a' });
    const before = client.heard('observed').length;
    await client.order({ kind: 'probe' });
    const after = client.heard('observed').slice(before);
    assertSame(
      after.map(({ health }) => health),
      ['failed'],
      'observations',
    );
  },
  'in doubt is unknown, never failed, and lives on': async (client) => {
    await client.start();
    const { patience } = client.subject;
    await client.hurt({ what: 'doubt', run: 'a', seconds: 3 * patience });
    await client.order({ kind: 'probe' });
    const seen = client.heard('observed').map(({ health }) => health);
    assert(seen.length > 0 && seen.every((health) => health === 'unknown'), `it said ${seen}`);
    await client.pass(3 * patience);
    await client.order({ kind: 'probe' });
    assertSame(client.heard('observed').at(-1)?.health, 'ok', 'health after the doubt');
    assertSame((await client.gang()).attempt, 1, 'attempt');
  },
  'that failed of a broken node is diagnosed with it': async (client) => {
    await client.start('b');
    await client.hurt({ what: 'node', node: 5 });
    await client.order({ kind: 'stop' }, 'b');
    await client.order({ kind: 'diagnose' }, 'b');
    const nodes = client.heard('diagnosed').map(({ diagnosis }) => diagnosis.nodes);
    assertSame(nodes, [[5]], 'nodes to blame');
  },
  'that failed by itself is diagnosed with no node': async (client) => {
    await client.start();
    await client.hurt({ what: 'attempt', run: 'a' });
    await client.order({ kind: 'stop' });
    await client.order({ kind: 'diagnose' });
    const nodes = client.heard('diagnosed').map(({ diagnosis }) => diagnosis.nodes);
    assertSame(nodes, [[]], 'nodes to blame');
  },
});

const REPLICAS = about('a replica', {
  'whose node breaks is named, and no other': async (client) => {
    await client.start();
    await client.hurt({ what: 'node', node: 3 });
    const failed = client.heard('observed').filter(({ health }) => health === 'failed');
    assertSame(
      failed.map(({ replica }) => replica),
      [1],
      'replicas',
    );
  },
  'is left out, and the others train': async (client) => {
    await client.start();
    await client.hurt({ what: 'node', node: 3 });
    await client.order({ kind: 'shrink', replica: 1 });
    const { health, lost, attempt } = await client.gang();
    assertSame([health, lost, attempt], ['ok', [1], 1], 'the attempt');
  },
  'is diagnosed with its own broken node': async (client) => {
    await client.start();
    await client.hurt({ what: 'node', node: 3 });
    await client.order({ kind: 'shrink', replica: 1 });
    await client.order({ kind: 'diagnoseReplica', replica: 1 });
    const nodes = client.heard('replicaDiagnosed').map(({ diagnosis }) => diagnosis.nodes);
    assertSame(nodes, [[3]], 'nodes to blame');
  },
  'comes back with another node': async (client) => {
    await client.start();
    await client.hurt({ what: 'node', node: 3 });
    await client.order({ kind: 'shrink', replica: 1 });
    await client.order({ kind: 'rejoin', replica: 1, add: [6], remove: [3] });
    const { health, lost, nodes } = await client.gang();
    assertSame([health, lost, nodes], ['ok', [], [0, 1, 2, 6]], 'the attempt');
  },
  'does not come back on a node of another attempt': async (client) => {
    await client.start('a');
    await client.start('b');
    await client.hurt({ what: 'node', node: 3 });
    await client.order({ kind: 'shrink', replica: 1 });
    await client.order({ kind: 'rejoin', replica: 1, add: [4], remove: [3] });
    assertSame(client.heard('rejoined'), [], '"rejoined"');
    assertSame((await client.gang('b')).nodes, [4, 5], 'nodes of b');
  },
  'of an attempt that is over takes no order': async (client) => {
    await client.start();
    await client.hurt({ what: 'node', node: 3 });
    const late = client.command({ kind: 'shrink', replica: 1 });
    await client.order({ kind: 'stop' });
    client.send(late);
    await client.settle();
    assertSame(client.heard('shrunk'), [], '"shrunk"');
  },
});

export const GANG_CASES: readonly Case[] = [...GANGS, ...ATTEMPTS, ...REPLICAS];
