import type { ServerResponse } from 'node:http';
import type { LiveEndpoint } from '@gigafactory/core/control-plane';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  FakeServer,
  Gate,
  MemoryBooks,
  type RunningGateway,
  startGateway,
  streams,
} from './gateway.fixture.ts';

/** The gateway looks at its services once a second. */
const SOON = { timeout: 60_000 };

let live: LiveEndpoint[] | undefined;
let running: RunningGateway | undefined;
let servers: FakeServer[];
let books: MemoryBooks;

beforeEach(() => {
  live = [];
  servers = [];
  books = new MemoryBooks();
});

afterEach(async () => {
  await running?.close();
  await Promise.all(servers.map((server) => server.stop()));
});

/** A replica that answers its own name, until it is told otherwise. */
async function replica(name: string, service = 'assistant'): Promise<FakeServer> {
  const server = await new FakeServer(says(name)).start();
  servers.push(server);
  const url = server.url.replace(/\/v1$/, '');
  const version = live?.length ?? 0;
  live?.push({
    ...{ service, replica: `${service}.${version}`, model: 'm', url, kind: 'command' },
    ...{ version, queue: 0, running: 0 },
  });
  return server;
}

function piece(content: string, finish_reason: string | null = null) {
  return { choices: [{ index: 0, delta: { content }, finish_reason }] };
}

function says(text: string): (response: ServerResponse) => void {
  return streams(piece(text, 'stop'), { usage: { prompt_tokens: 2, completion_tokens: 1 } });
}

async function open(yaml = ''): Promise<RunningGateway> {
  running = await startGateway({
    ...{ services: async () => live, books },
    yaml: `gateway: 1\n${yaml}`,
  });
  return running;
}

async function ask(more: object = {}) {
  const answer = await running!.post('/responses', { model: 'm', input: 'Hi', ...more });
  const body = (await answer.json()) as {
    id: string;
    output_text: string;
    error?: { code: string };
  };
  return { ...body, status: answer.status, after: answer.headers.get('retry-after') };
}

async function models(): Promise<string[]> {
  const list = await (await fetch(`${running!.url}/v1/models`)).json();
  return (list as { data: { id: string; owned_by: string }[] }).data.map(
    ({ id, owned_by }) => `${id} of ${owned_by}`,
  );
}

describe('services that cannot be asked', { timeout: 120_000 }, () => {
  it('are no models while there is no control plane, and are once one comes', async () => {
    live = undefined;
    await open();
    expect(await models()).toEqual([]);
    expect(await ask()).toMatchObject({ status: 404, error: { code: 'model_not_found' } });
    live = [];
    await replica('late');
    await expect.poll(models, SOON).toEqual(['m of service/assistant']);
    expect((await ask()).output_text).toBe('late');
    // The control plane dies: its servers live on.
    live = undefined;
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect((await ask()).output_text).toBe('late');
  });

  it('are refused for a moment while no replica is there', async () => {
    await replica('one');
    await open();
    live = [];
    await expect.poll(models, SOON).toEqual([]);
    const refused = await ask();
    expect(refused).toMatchObject({ status: 503, after: '5', error: { code: 'no_replica' } });
  });

  it('are not asked where gateway.yaml says so', async () => {
    await replica('one', 'one');
    await open('services: false');
    expect(await models()).toEqual([]);
    await running!.close();
    await open('services: { only: [two] }');
    expect(await models()).toEqual([]);
  });

  it('fail over to another replica while nothing is written, and are charged once', async () => {
    const dead = await replica('dead');
    await replica('alive');
    dead.answer = (response) => void response.destroy();
    await open();
    expect((await ask()).output_text).toBe('alive');
    expect(dead.bodies).toHaveLength(1);
    expect(books.entries()).toMatchObject([
      { upstream: 'service/assistant', input: 2, output: 1, status: 'completed', cost: 0, lost: 0 },
    ]);
  });

  it('fail honestly once something is written', async () => {
    const dies = await replica('dies');
    const other = await replica('other');
    dies.answer = (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(`data: ${JSON.stringify(piece('half an '))}\n\n`);
      setTimeout(() => response.destroy(), 20);
    };
    await open();
    const answer = await ask();
    expect(answer).toMatchObject({ status: 200, output_text: 'half an ' });
    expect(answer).toMatchObject({ error: { code: 'server_error' }, usage: { output_tokens: 2 } });
    expect(other.bodies).toEqual([]);
  });

  it('leave a replica alone that failed too often, and no other', async () => {
    const bad = await replica('bad');
    await replica('good');
    bad.answer = (response) => void response.destroy();
    await open('services: { breaker: { failures: 2, pause: 1 h } }');
    for (let count = 0; count < 8; count++) expect((await ask()).output_text).toBe('good');
    expect(bad.bodies).toHaveLength(2);
    const metrics = await running!.opened.metrics();
    expect(metrics).toContain('upstream_paused{upstream="service/assistant.0"} 1');
    expect(metrics).toContain('upstream_paused{upstream="service/assistant.1"} 0');
  });
});

describe('live services', { timeout: 120_000 }, () => {
  it('share what is asked of them, also two of the same model', async () => {
    await replica('a', 'first');
    await replica('b', 'second');
    await open();
    expect(await models()).toEqual(['m of service/first']);
    const texts = [await ask(), await ask(), await ask(), await ask()];
    expect(texts.map((answer) => answer.output_text).toSorted()).toEqual(['a', 'a', 'b', 'b']);
  });

  it('finish what they have begun when they drain', async () => {
    const draining = await replica('draining');
    const gate = new Gate();
    draining.answer = (response) => void gate.passed.then(() => says('the end')(response));
    await open();
    const begun = ask();
    await expect.poll(() => draining.bodies.length, SOON).toBe(1);
    live = [];
    await replica('next', 'another');
    await expect.poll(models, SOON).toEqual(['m of service/another']);
    expect((await ask()).output_text).toBe('next');
    gate.open();
    expect((await begun).output_text).toBe('the end');
  });

  it('go on with a conversation where it began', async () => {
    await replica('a');
    await replica('b');
    await open();
    const first = await ask();
    const texts = [];
    for (let count = 0; count < 3; count++) {
      texts.push((await ask({ previous_response_id: first.id })).output_text);
    }
    expect(texts).toEqual(Array(3).fill(first.output_text));
  });

  it('are told from an upstream of the same name', async () => {
    const house = await new FakeServer(says('upstream')).start();
    servers.push(house);
    await replica('service', 'house');
    const upstream = `upstreams: { house: { kind: vllm, url: "${house.url}", models: { m: m } } }`;
    await open(upstream);
    expect((await ask()).output_text).toBe('service');
    await running!.close();
    await open(`${upstream}\nroutes: { m: [house, service/house] }`);
    expect((await ask()).output_text).toBe('upstream');
    await running!.close();
    await open(`${upstream}\nroutes: { m: [service/house] }`);
    expect((await ask()).output_text).toBe('service');
    const entries = books.entries().map(({ upstream }) => upstream);
    expect(entries).toEqual(['service/house', 'house', 'service/house']);
  });

  it('are free, unless they have a price', async () => {
    await replica('priced');
    const price = '[{ from: 2026-01-01, input: $1, output: $1, source: tests }]';
    await open(
      `site: { moneyPerDay: $0, moneyPerMonth: $0 }\nprices: { service/assistant/m: ${price} }`,
    );
    expect(await ask()).toMatchObject({ status: 429, error: { code: 'insufficient_quota' } });
    await running!.close();
    await open(
      `site: { moneyPerDay: $0, moneyPerMonth: $0 }\nprices: { service/other/m: ${price} }`,
    );
    expect((await ask()).output_text).toBe('priced');
  });
});
