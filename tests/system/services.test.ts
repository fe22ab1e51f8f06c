import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ENGINES } from '../../packages/server/src/operate/engines.ts';
import { until } from '../../packages/server/src/operate/plane.fixture.ts';
import {
  factoryText,
  ServiceBench,
  serviceText,
  sharedText,
} from '../../packages/server/src/operate/services/services.fixture.ts';
import { IS_SYSTEM } from './needed.mjs';
import { SlurmCluster } from './slurm.mjs';

/** Services end to end on a real Slurm, with a server of ours that speaks as vLLM and SGLang do. */

describe.skipIf(!IS_SYSTEM)('services on a real Slurm', () => {
  let cluster: SlurmCluster;
  let bench: ServiceBench;

  beforeAll(async () => {
    cluster = await SlurmCluster.start({ nodes: 3 });
  });
  afterAll(() => cluster?.stop());

  beforeEach(async () => {
    bench = new ServiceBench(ENGINES);
    await bench.open();
  });
  afterEach(async () => {
    for (const { service, state } of bench.plane.services.summaries()) {
      if (state === 'active') await bench.give(service, { kind: 'stop' });
    }
    await until(() => bench.plane.services.summaries().every(({ state }) => state === 'stopped'));
    await bench.dispose();
  });

  const start = (services: string) => {
    const engine = `kind: slurm, partition: gpu, shared: ${cluster.shared}, gpusPerNode: 0, nodes: 3`;
    const text = factoryText(services).replace('kind: local, nodes: 3', engine);
    const file = join(cluster.shared, 'served.yaml');
    return bench.start(text, { file, environment: cluster.env });
  };
  const jobs = async () =>
    (await cluster.ask('squeue', '--noheader', '--format=%i'))
      .split('\n')
      .filter((line) => line.trim() !== '');
  const ask = (url: string, ms: number) =>
    fetch(`${url}/v1/chat/completions`, { method: 'POST', body: JSON.stringify({ ms }) });

  it('start as jobs, come back when one is cancelled, and drain before they end', async () => {
    await start(serviceText({ gpus: 2, more: ['--dialect', 'sglang'] }));
    await bench.reach(['ready', 'ready']);
    expect(await jobs()).toHaveLength(2);
    expect(new Set(bench.detail().replicas.flatMap(({ nodes }) => nodes)).size).toBe(2);
    const [job] = await jobs();
    await cluster.ask('scancel', job!);
    await until(() => bench.detail().replicas.some(({ attempt }) => attempt === 2));
    await bench.reach(['ready', 'ready']);

    const answer = ask(bench.url(0), 8000);
    await until(() => bench.detail().running === 1);
    await bench.give('assistant', { kind: 'stop' });
    expect((await answer).status).toBe(200);
    await until(() => bench.detail().state === 'stopped');
    expect(await jobs()).toEqual([]);
  }, 300_000);

  it('take nodes of a service of lower priority, and are found again', async () => {
    const services =
      serviceText({ gpus: 2, priority: 2, service: 'scaling: { least: 1 },' }) +
      serviceText({ name: 'coder', gpus: 2, model: 'c' });
    await start(services);
    await bench.reach(['ready', 'off']);
    await bench.reach(['ready', 'ready'], 'coder');
    await bench.give('assistant', { kind: 'scale', least: 2, most: 2 });
    await bench.reach(['ready', 'ready']);
    expect(bench.states('coder').toSorted()).toEqual(['ready', 'waiting']);
    const before = await jobs();
    await bench.plane.close();
    await bench.open();
    await bench.reach(['ready', 'ready']);
    expect(await jobs()).toEqual(before);
    await bench.give('assistant', { kind: 'scale', least: 1, most: 1 });
    await bench.reach(['ready', 'ready'], 'coder');
  }, 300_000);

  it('take the nodes of a run of lower priority, which is back when they are stopped', async () => {
    const engine = `kind: slurm, partition: gpu, shared: ${cluster.shared}, gpusPerNode: 0, nodes: 3`;
    const shared = sharedText(serviceText({ priority: 2 }), 1500);
    const text = shared.replace('kind: local, nodes: 3', engine);
    const order = { by: 'ada', file: join(cluster.shared, 'served.yaml'), text };
    const environment = cluster.env;
    const started = await bench.plane.runs.start({ ...order, environment });
    expect(started).toMatchObject({ ok: true, value: { unit: 'assistant+small' } });
    const small = () => {
      const found = bench.plane.runs.find('small');
      if (!found.ok) throw new Error(found.problems[0]!.message);
      return found.value;
    };
    const step = () => small().summary().progress.step;
    await until(() => step() > 5);
    await bench.start(text, { file: order.file, environment });
    await bench.reach(['ready']);
    await until(() => small().summary().phase === 'waiting');
    expect(await jobs()).toHaveLength(1);
    const before = step();
    await bench.plane.close();
    await bench.open();
    await bench.reach(['ready']);
    await bench.give('assistant', { kind: 'stop' });
    await until(() => step() > before);
    const run = small();
    if (!('order' in run)) throw new Error('it is over');
    await run.order({ kind: 'stop' }, 'ada');
    await until(() => small().summary().state === 'stopped');
  }, 300_000);
});
