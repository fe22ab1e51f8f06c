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

  it('is started again when it answers no more, and when it lies', async () => {
    await bench.start(factoryText(serviceText({ program: 'startWithin: 60 s,' })));
    await bench.reach(['ready']);
    await bench.behave({ health: 0 });
    await bench.reach(['unhealthy']);
    expect(bench.plane.services.endpoints()).toEqual([]);
    await until(() => bench.detail().replicas[0]!.attempt === 2);
    await bench.reach(['ready']);
    await bench.behave({ running: 2, isStalled: true });
    await until(() => bench.detail().replicas[0]!.attempt === 3);
    await bench.reach(['ready']);
  });

  it('dies while it drains, and ends all the same', async () => {
    await bench.start(factoryText(serviceText()));
    await bench.reach(['ready']);
    await bench.behave({ running: 1 });
    await bench.give('assistant', { kind: 'stop' });
    await bench.reach(['draining']);
    process.kill(bench.servers()[0]!, 'SIGKILL');
    await until(() => bench.detail().state === 'stopped');
    expect(bench.servers()).toEqual([]);
  });

  it('does not leave when it is told to, and is ended', async () => {
    await bench.start(factoryText(serviceText({ more: ['--stubborn'] })));
    await bench.reach(['ready']);
    await bench.give('assistant', { kind: 'stop' });
    await until(() => bench.detail().state === 'stopped');
    expect(bench.servers()).toEqual([]);
  });

  it('is given up when it ends at every start, and tried again when a person says so', async () => {
    const program = 'startWithin: 60 s,';
    const crashing = serviceText({ more: ['--crash'], program });
    const text = `${factoryText(crashing)}resilience: { crashLoop: 3 }\n`;
    await bench.start(text);
    await bench.reach(['failed']);
    expect(bench.detail()).toMatchObject({ state: 'failed', ready: 0 });
    expect(bench.detail().replicas[0]).toMatchObject({ attempt: 3, url: null });
    await bench.give('assistant', { kind: 'restart' });
    await until(() => bench.detail().replicas[0]!.attempt > 3);
    await bench.reach(['failed']);
    await bench.give('assistant', { kind: 'stop' });
    await until(() => bench.detail().state === 'stopped');
  });

  it('serves on while the control plane is away, and is drained by the next one', async () => {
    await bench.start(factoryText(serviceText()));
    await bench.reach(['ready']);
    const { pid } = await bench.seen();
    await bench.plane.close();
    await bench.open();
    await bench.reach(['ready']);
    expect((await bench.seen()).pid).toBe(pid);
    expect(bench.detail().replicas[0]).toMatchObject({ attempt: 1, version: 1 });
    await bench.behave({ running: 1 });
    await bench.give('assistant', { kind: 'stop' });
    await bench.reach(['draining']);
    await bench.plane.close();
    await bench.open();
    await until(() => bench.detail().state === 'stopped');
    await bench.plane.close();
    await bench.open();
    expect(bench.detail()).toMatchObject({ state: 'stopped', orders: [{ order: 'stop' }] });
  });
});

describe('a service of several replicas', () => {
  const scaling = 'scaling: { least: 1, upAfter: 1 s, downAfter: 1 s },';

  it('takes one more while requests wait, and gives it up when they do not', async () => {
    await bench.start(factoryText(serviceText({ gpus: 2, service: scaling })));
    await bench.reach(['ready', 'off']);
    await bench.behave({ queue: 50, kvUse: 0.6 });
    await bench.reach(['ready', 'ready']);
    expect(bench.detail()).toMatchObject({ queue: 50, ready: 2, wanted: 2 });
    const metrics = await bench.plane.metrics.text();
    expect(metrics).toContain('gigafactory_service_replicas{service="assistant",state="ready"} 2');
    expect(metrics).toContain('gigafactory_service_queue_requests{service="assistant"} 50');
    // One that answers somebody stays, and the other is given up.
    await bench.behave({ queue: 0, running: 1, kvUse: 0 });
    await bench.reach(['ready', 'off']);
    await bench.behave({ queue: 50 });
    await bench.reach(['ready', 'ready']);
  });

  it('is over although some of its replicas were never wanted', async () => {
    await bench.start(factoryText(serviceText({ gpus: 3, service: scaling })));
    await bench.reach(['ready', 'off', 'off']);
    await bench.give('assistant', { kind: 'stop' });
    await until(() => bench.detail().state === 'stopped');
  });

  it('takes orders while it starts', async () => {
    const slow = serviceText({ gpus: 3, service: scaling, more: ['--start', '4000'] });
    await bench.start(factoryText(slow));
    await bench.reach(['starting', 'off', 'off']);
    await bench.give('assistant', { kind: 'scale', least: 3, most: 3 });
    await bench.reach(['starting', 'starting', 'starting']);
    await bench.give('assistant', { kind: 'scale', least: 1, most: 1 });
    await bench.reach(['ready', 'off', 'off']);
    await expect(bench.give('assistant', { kind: 'scale', least: 1, most: 4 })).rejects.toThrow(
      '0 to 3 replicas',
    );
  });

  it('changes its version one replica after the other, and goes back', async () => {
    const text = (version: string) =>
      factoryText(serviceText({ gpus: 2, program: `environment: { VERSION: ${version} },` }));
    await bench.start(text('one'));
    await bench.reach(['ready', 'ready']);
    const worst: number[] = [];
    const timer = setInterval(() => worst.push(bench.plane.services.endpoints().length), 50);
    await bench.start(text('two'));
    await until(() => bench.detail().replicas.every(({ version }) => version === 2));
    await bench.reach(['ready', 'ready']);
    clearInterval(timer);
    // Somebody always answered.
    expect(Math.min(...worst)).toBe(1);
    expect((await bench.seen(0)).version).toBe('two');
    expect((await bench.seen(1)).version).toBe('two');
    await bench.give('assistant', { kind: 'rollback' });
    await until(() => bench.states().includes('draining'));
    // The next control plane goes on with it.
    await bench.plane.close();
    await bench.open();
    await until(() => bench.detail().replicas.every(({ version }) => version === 1));
    await bench.reach(['ready', 'ready']);
    expect((await bench.seen(0)).version).toBe('one');
    expect(bench.detail().versions).toMatchObject([{ state: 'current' }, { state: 'earlier' }]);
    await expect(bench.start(text('one').replace('gpus: 2,', 'gpus: 3,'))).rejects.toThrow(
      'only their programs can be changed',
    );
  });
});

describe('two services of a file', () => {
  it('give way by priority, replica by replica, and come back', async () => {
    const scaling = 'scaling: { least: 1 },';
    const services =
      serviceText({ gpus: 2, priority: 2, service: scaling }) +
      serviceText({ name: 'coder', gpus: 2, model: 'c' });
    await bench.start(factoryText(services, 3));
    await bench.reach(['ready', 'off']);
    await bench.reach(['ready', 'ready'], 'coder');
    const answer = fetch(`${bench.url(1, 'coder')}/v1/chat/completions`, {
      method: 'POST',
      body: JSON.stringify({ ms: 4000 }),
    });
    const other = fetch(`${bench.url(0, 'coder')}/v1/chat/completions`, {
      method: 'POST',
      body: JSON.stringify({ ms: 4000 }),
    });
    await until(() => bench.detail('coder').running === 2);
    await bench.give('assistant', { kind: 'scale', least: 2, most: 2 });
    await until(() => bench.states('coder').includes('draining'));
    expect((await answer).status + (await other).status).toBe(400);
    await bench.reach(['ready', 'ready']);
    expect(bench.states('coder').sort()).toEqual(['ready', 'waiting']);
    await bench.plane.close();
    await bench.open();
    await bench.reach(['ready', 'ready']);
    await bench.give('assistant', { kind: 'scale', least: 1, most: 1 });
    await bench.reach(['ready', 'ready'], 'coder');
  });
});
