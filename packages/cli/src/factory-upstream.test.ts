import { failed, ok } from '@gigafactory/core/base';
import type { UpstreamEvent, UpstreamRequest } from '@gigafactory/grok/gateway';
import { describe, expect, it } from 'vitest';
import { type FactoryUpstreamParts, factoryUpstream } from './factory-upstream.ts';

type Ask = FactoryUpstreamParts['skill']['ask'];
type Asked = Parameters<Ask>[0];
type Answers = Awaited<ReturnType<Ask>>;

const PLAN = { operation: 'plan', arguments: { edits: { 'fleet.gpus': '5' } } } as const;

function upstreamOf(answers: Answers) {
  const asked: Asked[] = [];
  const upstream = factoryUpstream({
    skill: {
      ask: async (question) => {
        asked.push(question);
        return answers;
      },
    },
    ...{
      ids: ['grok', 'grok-nano'],
      created: 5,
      file: () => ({ text: 'gigafactory: 1', file: 'a.yaml' }),
    },
    operations: ['plan', 'none'],
    close: async () => {},
  });
  return { asked, upstream };
}

const SAID = ok({
  ...PLAN,
  answer: { text: 'It needs 9.24 MW.', figures: [] },
  model: 'grok-nano@1',
});

async function eventsOf(
  upstream: ReturnType<typeof upstreamOf>['upstream'],
  turns: UpstreamRequest['turns'],
  mostTokens = 100,
): Promise<UpstreamEvent[]> {
  const events: UpstreamEvent[] = [];
  const request: UpstreamRequest = {
    ...{ model: 'grok', turns, tools: [], toolChoice: 'auto', parallelCalls: true },
    ...{ format: { kind: 'text' }, sampling: {}, mostTokens },
  };
  for await (const event of upstream.respond(request, new AbortController().signal))
    events.push(event);
  return events;
}

const user = (text: string) => ({ kind: 'message', role: 'user', text }) as const;

describe('the served file as something that can be asked', () => {
  it.each([
    ['nothing', []],
    ['an empty question', [user(' ')]],
    [
      'what the model said itself',
      [user('Hi'), { kind: 'message', role: 'assistant', text: 'x' } as const],
    ],
  ])('refuses %s', async (_, turns) => {
    const { asked, upstream } = upstreamOf(SAID);
    expect(await eventsOf(upstream, turns)).toMatchObject([
      { kind: 'failed', problem: { code: 'ask.question' }, mayRetry: false },
    ]);
    expect(asked).toEqual([]);
  });

  it('passes on why a file cannot be planned', async () => {
    const { upstream } = upstreamOf(failed({ code: 'key.unknown', message: 'No such key.' }));
    expect(await eventsOf(upstream, [user('How many?')])).toMatchObject([
      { kind: 'failed', problem: { message: 'No such key.' }, mayRetry: false },
    ]);
  });

  it('gives the call first, then what came of it', async () => {
    const { asked, upstream } = upstreamOf(SAID);
    const events = await eventsOf(upstream, [
      { kind: 'message', role: 'system', text: 'Be brief.' },
      user('And with 5?'),
    ]);
    expect(events).toMatchObject([
      { kind: 'call', name: 'plan', arguments: '{"edits":{"fleet.gpus":"5"}}' },
      { kind: 'text', delta: 'It needs 9.24 MW.' },
      { kind: 'done', reason: 'stop' },
    ]);
    expect(asked[0]).toMatchObject({
      question: 'And with 5?',
      file: { file: 'a.yaml' },
      previous: [],
    });
  });

  it('says no call when it refuses', async () => {
    const { upstream } = upstreamOf(
      ok({
        ...{ operation: 'none', arguments: {}, model: 'grok-nano@1' },
        answer: { text: 'I cannot.', figures: [] },
      }),
    );
    expect((await eventsOf(upstream, [user('Sing!')])).map(({ kind }) => kind)).toEqual([
      'text',
      'done',
    ]);
  });

  it('goes on from the calls before, those that it knows', async () => {
    const { asked, upstream } = upstreamOf(SAID);
    const call = (name: string, written: string) =>
      ({ kind: 'call', id: 'c', name, arguments: written }) as const;
    await eventsOf(upstream, [
      ...[user('Plan it.'), call('plan', '{"edits":{}}'), call('plan', '['), call('sing', '{}')],
      ...[{ kind: 'message', role: 'assistant', text: 'Done.' } as const, user('And with 5?')],
    ]);
    expect(asked[0]?.previous).toEqual([{ operation: 'plan', arguments: { edits: {} } }]);
  });

  it('says no more than it may', async () => {
    const { upstream } = upstreamOf(SAID);
    const events = await eventsOf(upstream, [user('How many?')], 2);
    expect(events.slice(1)).toEqual([
      { kind: 'text', delta: 'It needs' },
      { kind: 'done', reason: 'length' },
    ]);
  });
});
