import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type OpenedGateway, openGateway } from '@gigafactory/grok/gateway';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { factoryText, ServiceBench, serviceText } from './services.fixture.ts';

/** Real replicas behind a gateway, which looks at them once a second. */

const SOON = { timeout: 120_000 };

let bench: ServiceBench;
let gateway: OpenedGateway;
let server: Server;

beforeEach(async () => {
  bench = new ServiceBench();
  await bench.open();
  const opened = await openGateway({
    ...{ home: bench.home, upstreams: [], env: {}, isLocal: true },
    services: async () => bench.plane.services.endpoints(),
    warn: (message) => void bench.logged.push(message),
  });
  if (!opened.ok) throw new Error(opened.problems[0]?.message);
  gateway = opened.value;
  server = createServer(gateway.listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
}, 60_000);

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await gateway.close();
  await bench.dispose();
}, 60_000);

async function ask(): Promise<{ readonly text: string; readonly status: string }> {
  const { port } = server.address() as AddressInfo;
  const answer = await fetch(`http://127.0.0.1:${port}/v1/responses`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'm', input: 'Who are you?' }),
  });
  const { output_text = '', status = '' } = (await answer.json()) as {
    readonly output_text?: string;
    readonly status?: string;
  };
  return { text: output_text, status };
}

const pidOf = async (replica: number) => (await bench.seen(replica)).pid;

describe('real replicas behind the gateway', () => {
  it('share requests, finish them while they drain, and stand in for one that dies', async () => {
    await bench.start(factoryText(serviceText({ gpus: 2, service: 'scaling: { least: 2 },' })));
    await bench.reach(['ready', 'ready']);
    await expect.poll(() => gateway.models(), SOON).toEqual(['m']);
    const [first, second] = [await pidOf(0), await pidOf(1)];
    await expect
      .poll(async () => [(await ask()).text, (await ask()).text].toSorted(), SOON)
      .toEqual([`I am ${first}`, `I am ${second}`].toSorted());

    // Whoever is asked next dies before it says anything: the other one answers.
    await bench.behave({ dieAt: 0 }, 0);
    const texts = [(await ask()).text, (await ask()).text];
    expect(texts).toEqual([`I am ${second}`, `I am ${second}`]);
    await bench.reach(['ready', 'ready']);

    // One replica is left, which drains in the middle of an answer.
    await bench.give('assistant', { kind: 'scale', least: 1, most: 1 });
    await expect
      .poll(() => bench.states().filter((state) => state === 'off'), SOON)
      .toHaveLength(1);
    const left = bench.states().indexOf('ready');
    await bench.behave({ tokenMs: 3000 }, left);
    const last = ask();
    await expect.poll(() => bench.detail().replicas[left]?.running, SOON).toBe(1);
    await bench.give('assistant', { kind: 'stop' });
    expect((await last).status).toBe('completed');
    await expect.poll(() => gateway.models(), SOON).toEqual([]);
  });

  it('say so where they die in the middle of an answer', async () => {
    await bench.start(factoryText(serviceText()));
    await bench.reach(['ready']);
    await expect.poll(() => gateway.models(), SOON).toEqual(['m']);
    await bench.behave({ dieAt: 2 });
    expect(await ask()).toEqual({ text: 'I am', status: 'failed' });
  });
});
