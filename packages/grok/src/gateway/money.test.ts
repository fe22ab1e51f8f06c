import { describe, expect, it } from 'vitest';
import {
  Gate,
  HELLO,
  MemoryBooks,
  ScriptedUpstream,
  says,
  startGateway,
} from './gateway.fixture.ts';
import type { UpstreamEvent } from './index.ts';

/** A dollar for a thousand tokens of output: nothing for the input. */
const PRICED = `
gateway: 1
site: { moneyPerDay: $10, moneyPerMonth: $10 }
answer: { money: $4 }
tiers: { premium: { moneyPerDay: $5, moneyPerMonth: $6, requestsPerMinute: 100000 } }
prices: { m: [{ from: 2026-01-01, input: $0, output: $1000, source: tests }] }
`;

async function start(upstream: ScriptedUpstream, books = new MemoryBooks(), yaml = PRICED) {
  return { ...(await startGateway({ upstreams: [upstream], yaml, books })), books };
}

const ASK = { model: 'm', input: 'Hi' };

function settled(books: MemoryBooks) {
  return books.entries().filter(({ kind }) => kind === 'answer');
}

function spends(output: number): readonly UpstreamEvent[] {
  return [
    { kind: 'text', delta: 'x'.repeat(output) },
    { kind: 'usage', input: 1, output },
    { kind: 'done', reason: 'stop' },
  ];
}

describe('money', () => {
  it('is written down before it is spent, and booked once', async () => {
    const { books, makeKey, post } = await start(new ScriptedUpstream(says(...spends(1000))));
    const authorization = `Bearer ${makeKey('ada', 'premium')}`;
    const again = { authorization, 'idempotency-key': 'one' };
    const [first, second] = await Promise.all([
      post('/responses', ASK, again),
      post('/responses', ASK, again),
    ]);
    expect((await first.json()).id).toBe((await second.json()).id);
    const entries = books.entries();
    expect(entries.map(({ kind }) => kind)).toEqual(['begun', 'answer']);
    expect(entries[1]).toMatchObject({ cost: 1, lost: 0, output: 1000, isEstimated: false });
    expect(JSON.stringify(entries)).not.toContain('xxx');
  });

  it.each([
    ['a format that it does not keep', { text: { format: { type: 'json_object' } } }],
    [
      'a schema that it does not keep',
      {
        text: {
          format: { type: 'json_schema', name: 'a', schema: { type: 'array' }, strict: true },
        },
      },
    ],
  ])("is not the key's but the site's for %s", async (_, format) => {
    const upstream = new ScriptedUpstream(says(...spends(1000)));
    const { books, makeKey, post, opened } = await start(upstream);
    const authorization = `Bearer ${makeKey('ada', 'premium')}`;
    const answer = await post('/responses', { ...ASK, ...format }, { authorization });
    expect(await answer.json()).toMatchObject({ status: 'failed' });
    expect(settled(books)).toMatchObject([{ cost: 0, lost: 1, code: 'upstream.format' }]);
    expect(await opened.metrics()).toContain('code="upstream.format"} 1');
  });

  it('is not there for a free key', async () => {
    const upstream = new ScriptedUpstream(says(...HELLO));
    const { makeKey, post } = await start(upstream);
    const authorization = `Bearer ${makeKey('bob', 'free')}`;
    const refused = await post('/responses', ASK, { authorization });
    expect([refused.status, refused.headers.get('x-should-retry')]).toEqual([429, 'false']);
    expect((await refused.json()).error.code).toBe('insufficient_quota');
    expect(upstream.requests).toEqual([]);
  });

  it('ends in the middle of an answer, which keeps what was written and costs that', async () => {
    const gate = new Gate();
    const upstream = new ScriptedUpstream(async function* () {
      for (let piece = 0; piece < 60; piece++) yield { kind: 'text', delta: 'y'.repeat(400) };
      await gate.passed;
    });
    const { books, makeKey, client } = await start(upstream);
    const key = client(makeKey('ada', 'premium'));
    const ask = () => key.responses.create({ model: 'm', input: 'Hi' });
    // 100 tokens a piece: 4 $ at most for one answer, then 1 $ is left of 5 $ a day.
    const first = await ask();
    expect(first).toMatchObject({
      status: 'incomplete',
      incomplete_details: { reason: 'max_output_tokens' },
    });
    const second = await ask();
    expect(second).toMatchObject({ status: 'failed', error: { code: 'rate_limit_exceeded' } });
    expect(second.error?.message).toMatch(/budget of this key was spent/);
    expect(second.output_text.length).toBeGreaterThan(3000);
    await expect(ask()).rejects.toMatchObject({ status: 429, code: 'insufficient_quota' });
    const costs = settled(books).map(({ cost }) => Number(cost));
    expect(costs[0]).toBe(4);
    expect(costs[1]! + costs[0]!).toBeGreaterThan(5);
    expect(costs[1]! + costs[0]!).toBeLessThan(5.2);
    expect(upstream.stopped).toBe(2);
  });

  it('is not spent twice by answers side by side', async () => {
    const gate = new Gate();
    const upstream = new ScriptedUpstream(async function* () {
      for (let piece = 0; piece < 30; piece++) {
        yield { kind: 'text', delta: 'y'.repeat(400) };
        if (piece === 15) await gate.passed;
      }
      yield { kind: 'done', reason: 'stop' };
    });
    const { books, makeKey, client } = await start(upstream);
    const key = client(makeKey('ada', 'premium'));
    const asked = [1, 2, 3].map(() => key.responses.create({ model: 'm', input: 'Hi' }));
    await expect.poll(() => upstream.requests.length).toBe(3);
    await new Promise((resolve) => setTimeout(resolve, 100));
    gate.open();
    await Promise.all(asked);
    const total = settled(books).reduce((sum, { cost }) => sum + Number(cost), 0);
    expect(total).toBeLessThan(5.5);
  });

  it('is not taken for what failed: that is the site’s', async () => {
    const upstream = new ScriptedUpstream(
      says(
        { kind: 'text', delta: 'y'.repeat(400) },
        { kind: 'failed', problem: { code: 'x', message: 'Broke.' }, mayRetry: true },
      ),
    );
    const { books, makeKey, client } = await start(upstream);
    const answer = await client(makeKey('ada', 'premium')).responses.create(ASK);
    expect(answer).toMatchObject({
      status: 'failed',
      output_text: 'y'.repeat(400),
      usage: { output_tokens: 100 },
    });
    expect(settled(books)).toMatchObject([{ status: 'failed', cost: 0, lost: 0.1 }]);
  });

  it('that a crash left open is booked to the site, and to no key', async () => {
    const books = new MemoryBooks();
    const at = new Date().toISOString();
    await books.append(JSON.stringify({ kind: 'begun', id: 'resp_1', key: 'k', at, most: 9 }));
    await books.append(JSON.stringify({ kind: 'begun', id: 'resp_2', key: 'k', at, most: 3 }));
    await books.append(
      JSON.stringify({ kind: 'answer', id: 'resp_2', key: 'k', at, cost: 0.5, lost: 0 }),
    );
    const { makeKey, client, close } = await start(
      new ScriptedUpstream(says(...spends(900))),
      books,
    );
    expect(settled(books).at(-1)).toMatchObject({
      id: 'resp_1',
      cost: 0,
      lost: 9,
      code: 'gateway_died',
    });
    // 9.5 of 10 are spent.
    const key = client(makeKey('ada', 'premium'));
    await key.responses.create({ ...ASK, max_output_tokens: 1000 });
    await expect(key.responses.create(ASK)).rejects.toMatchObject({ status: 429, message: /site/ });
    // And once more: what was settled is not open any more.
    await close();
    const count = books.lines.length;
    await (await startGateway({ upstreams: [], yaml: PRICED, books })).close();
    expect(books.lines.length).toBe(count);
  });

  it('is not spent where no books are kept', async () => {
    const upstreams = [new ScriptedUpstream(says(...HELLO))];
    const { post } = await startGateway({ upstreams, yaml: PRICED });
    const refused = await post('/responses', ASK);
    expect([refused.status, (await refused.json()).error.code]).toEqual([503, 'no_books']);
  });

  it.each([
    ['nothing', undefined],
    ['less than nothing', { input: -5, output: -1 }],
    ['parts of tokens', { input: 1.5, output: 2 }],
    ['no numbers', { input: Number.NaN, output: Number.NaN }],
    ['more than was sent', { input: 1_000_000, output: 2 }],
    ['more than was allowed', { input: 3, output: 1_000_000 }],
    ['nothing for much', { input: 3, output: 0 }],
    ['more thoughts than words', { input: 3, output: 2, reasoning: 3 }],
  ])('goes by an estimate where an upstream tells %s', async (_, usage) => {
    const told: UpstreamEvent[] = usage ? [{ kind: 'usage', ...usage }] : [];
    const upstream = new ScriptedUpstream(
      says({ kind: 'text', delta: 'y'.repeat(400) }, ...told, { kind: 'done', reason: 'stop' }),
    );
    const { books, makeKey, client, opened } = await start(upstream);
    const answer = await client(makeKey('ada', 'premium')).responses.create(ASK);
    expect(answer.usage).toMatchObject({ input_tokens: 1, output_tokens: 100, total_tokens: 101 });
    expect(settled(books)).toMatchObject([{ isEstimated: true, cost: 0.1 }]);
    const metrics = await opened.metrics();
    expect(metrics).toContain('gigafactory_gateway_usage_estimated_total{upstream="scripted"} 1');
  });
});
