import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../plane.fixture.ts';
import { factoryText, ServiceBench, serviceText } from './services.fixture.ts';

let bench: ServiceBench;

beforeEach(async () => {
  bench = new ServiceBench();
  await bench.open();
}, 60_000);

afterEach(() => bench.dispose(), 60_000);

describe('a service of one replica', () => {
  it('is started, seen healthy, back after it was killed, drained and stopped', async () => {
    await bench.start(factoryText(serviceText()));
    await bench.reach(['ready']);
    expect(bench.plane.services.endpoints()).toMatchObject([
      { service: 'assistant', replica: 'assistant.0', model: 'm', kind: 'command', version: 1 },
    ]);
    const { pid } = await bench.seen();
    process.kill(pid, 'SIGKILL');
    await until(() => bench.detail().replicas[0]!.attempt === 2);
    await bench.reach(['ready']);
    expect((await bench.seen()).pid).not.toBe(pid);

    const answer = fetch(`${bench.url()}/v1/chat/completions`, {
      method: 'POST',
      body: JSON.stringify({ ms: 5000 }),
    });
    await until(() => bench.detail().replicas[0]!.running === 1);
    await bench.give('assistant', { kind: 'stop' });
    await bench.reach(['draining']);
    expect(bench.plane.services.endpoints()).toEqual([]);
    expect((await answer).status).toBe(200);
    await until(() => bench.detail().state === 'stopped');
    expect(bench.servers()).toEqual([]);
    expect(bench.detail().orders).toMatchObject([{ by: 'ada', order: 'stop' }]);
  });
});
