import type { Command, CommandBody } from '../command.ts';
import type { EventKind, EventOf } from '../event.ts';
import { assert, assertSame, type Case, type Client } from './client.ts';

/* Every order with its message lost, duplicated, late and overtaken: each is done once or not at all. */

interface Step {
  readonly body: CommandBody;
  readonly answer: EventKind;
  /** Whether it concerns the same thing as the step before, which is then older and must be refused. */
  readonly followsOn?: boolean;
}

interface Script {
  readonly name: string;
  prepare(client: Client): Promise<void>;
  readonly steps: readonly Step[];
}

const LAUNCH = { kind: 'launch', work: 0, isRollback: false, replicas: 2, interval: 60 } as const;

const SCRIPTS: readonly Script[] = [
  {
    name: 'a gang',
    prepare: async () => {},
    steps: [
      { body: { kind: 'place', add: [0, 1, 2, 3], remove: [] }, answer: 'placed' },
      { body: LAUNCH, answer: 'launched', followsOn: true },
      { body: { kind: 'save' }, answer: 'saved', followsOn: true },
      { body: { kind: 'stop' }, answer: 'stopped', followsOn: true },
      { body: { kind: 'diagnose' }, answer: 'diagnosed', followsOn: true },
      { body: { kind: 'maintain' }, answer: 'maintained', followsOn: true },
      { body: { kind: 'place', add: [6], remove: [0] }, answer: 'placed', followsOn: true },
      { body: { kind: 'release' }, answer: 'released', followsOn: true },
    ],
  },
  {
    name: 'a replica',
    prepare: async (client) => {
      await client.start();
      await client.hurt({ what: 'node', node: 3 });
    },
    steps: [
      { body: { kind: 'shrink', replica: 1 }, answer: 'shrunk' },
      {
        body: { kind: 'diagnoseReplica', replica: 1 },
        answer: 'replicaDiagnosed',
        followsOn: true,
      },
      {
        body: { kind: 'rejoin', replica: 1, add: [6], remove: [3] },
        answer: 'rejoined',
        followsOn: true,
      },
    ],
  },
  {
    name: 'a node',
    prepare: (client) => client.hurt({ what: 'node', node: 8 }),
    steps: [
      { body: { kind: 'cordon', node: 8 }, answer: 'cordoned' },
      { body: { kind: 'repair', node: 8 }, answer: 'repaired', followsOn: true },
      { body: { kind: 'uncordon', node: 8 }, answer: 'uncordoned', followsOn: true },
    ],
  },
];

/** The state after a step according to the inventory, without times. */
async function stateOf(client: Client): Promise<Omit<EventOf<'inventory'>, 'at'>> {
  const { at: _, ...rest } = await client.inventory();
  return rest;
}

type Mishap = (client: Client, step: Step, before: Command | undefined) => Promise<void>;

const MISHAPS: Readonly<Record<string, Mishap>> = {
  'that got lost is done once it is sent again': async (client, { body, answer }) => {
    const command = client.command(body);
    const heard = client.heard(answer).length;
    await client.settle();
    assertSame(client.heard(answer).length, heard, `"${answer}" of an order that never came`);
    client.send(command);
    await client.settle();
    assert(client.answersTo(command, answer).length > 0, `no "${answer}" after it was sent again`);
  },
  'that comes twice is done once, and answered as often as it is asked': async (
    client,
    { body, answer },
  ) => {
    const command = client.command(body);
    client.send(command);
    client.send(command);
    await client.settle();
    const once = client.answersTo(command, answer).length;
    assert(once > 0, `no "${answer}"`);
    const state = await stateOf(client);
    client.send(command);
    await client.settle();
    assert(client.answersTo(command, answer).length > once, `no "${answer}" when asked again`);
    assertSame(await stateOf(client), state, 'what there is after it came again');
  },
  'is not undone by the one before it that comes late': async (
    client,
    { body, answer },
    before,
  ) => {
    const command = client.command(body);
    client.send(command);
    await client.settle();
    assert(client.answersTo(command, answer).length > 0, `no "${answer}"`);
    const state = await stateOf(client);
    const said = client.said.length;
    if (before) client.send(before);
    await client.settle();
    assertSame(await stateOf(client), state, 'what there is after an old order came');
    const news = client.said.slice(said).filter(({ kind }) => !/inventory|checkpointed/.test(kind));
    assertSame(news, [], 'what was said to an old order');
  },
  'overtaken by a newer one of its kind is refused': async (client, { body, answer }) => {
    const [older, newer] = [client.command(body), client.command(body)];
    client.send(newer);
    client.send(older);
    await client.settle();
    assert(client.answersTo(newer, answer).length > 0, `no "${answer}" to the newer`);
    if (older.epoch !== newer.epoch) {
      assertSame(client.answersTo(older, answer), [], 'what was said to the older');
    } else assertSame(client.heard(answer).length, 1, `"${answer}" told`);
  },
};

/** Plays the steps before one in order, then that one with its mishap, then the next in order. */
function caseOf(script: Script, index: number, mishap: Mishap): Case['test'] {
  return async (client) => {
    await script.prepare(client);
    let before: Command | undefined;
    for (const { body, answer } of script.steps.slice(0, index)) {
      before = await client.order(body);
      assert(client.answersTo(before, answer).length > 0, `no "${answer}" on the way`);
    }
    await mishap(client, script.steps[index]!, before);
    const next = script.steps[index + 1];
    if (!next) return;
    const command = await client.order(next.body);
    assert(client.answersTo(command, next.answer).length > 0, `no "${next.answer}" after it`);
  };
}

export const MESSAGE_CASES: readonly Case[] = SCRIPTS.flatMap((script) =>
  script.steps.flatMap((step, index) =>
    Object.entries(MISHAPS)
      .filter(([what]) => step.followsOn === true || !what.endsWith('late'))
      .map(([what, mishap]) => ({
        about: `an order to ${script.name}`,
        name: `${step.body.kind}${index > 5 ? ' again' : ''} ${what}`,
        test: caseOf(script, index, mishap),
      })),
  ),
);
