import { readFileSync } from 'node:fs';
import type { ProgressEntry, RunDetail, StartOrder } from '@gigafactory/core/control-plane';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../plane.fixture.ts';
import { ServiceBench, serviceText, sharedText } from './services.fixture.ts';

const STEPS = 600;
const URGENT = serviceText({ priority: 2, gpus: 2, service: 'scaling: { least: 1 },' });
const IDLE = serviceText({ name: 'coder', model: 'c', gpus: 1, priority: 0 });

let bench: ServiceBench;

beforeEach(async () => {
  bench = new ServiceBench();
  await bench.open();
}, 60_000);

afterEach(() => bench.dispose(), 60_000);

async function train(text: string, change: Partial<StartOrder> = {}): Promise<void> {
  const started = await bench.plane.runs.start({ ...bench.order(text), ...change });
  if (!started.ok) throw new Error(JSON.stringify(started.problems));
}

function small(): RunDetail {
  const found = bench.plane.runs.find('small');
  if (!found.ok) throw new Error([found.problems[0]!.message, ...bench.logged].join('\n'));
  return found.value.detail();
}

async function give(kind: 'stop'): Promise<void> {
  const found = bench.plane.runs.find('small');
  if (!found.ok || !('order' in found.value)) throw new Error('small is not live');
  const given = await found.value.order({ kind }, 'ada');
  if (!given.ok) throw new Error(JSON.stringify(given.problems));
}

/** The losses of each step, as often as it was trained. */
function losses(): Map<number, (number | null)[]> {
  const found = new Map<number, (number | null)[]>();
  const text = readFileSync(`${small().folder}/progress.ndjson`, 'utf8');
  for (const line of text.trimEnd().split('\n')) {
    const { step, loss } = JSON.parse(line) as ProgressEntry;
    found.set(step, [...(found.get(step) ?? []), loss]);
  }
  return found;
}

describe('a run and services of one file', () => {
  it('share the nodes: the run gives way, waits, and is back, whatever becomes of the control plane', async () => {
    const text = sharedText(URGENT, STEPS);
    await train(text);
    await until(() => small().progress.step > 20);
    await bench.start(text);
    await bench.reach(['ready', 'off']);
    await until(() => small().phase === 'waiting');
    // The node of the replica is not free, and has no rank of the run.
    expect(
      small()
        .fleet.map(({ state, ranks }) => [state, ranks.length])
        .sort(),
    ).toEqual([
      ['free', 0],
      ['free', 0],
      ['running', 0],
    ]);
    expect(small().attempts[0]!.why).toContain('gives its nodes to assistant.0');
    expect(bench.detail()).toMatchObject({
      unit: 'assistant+small',
      took: [{ replica: 'assistant.0', run: 'small' }],
    });
    // The next control plane knows all of it.
    const { pid } = await bench.seen();
    await bench.plane.close();
    await bench.open();
    await bench.reach(['ready', 'off']);
    expect((await bench.seen()).pid).toBe(pid);
    expect(small()).toMatchObject({ phase: 'waiting', unit: 'assistant+small' });
    const { step } = small().progress;
    await bench.give('assistant', { kind: 'stop' });
    await until(() => small().progress.step > step);
    expect(bench.detail()).toMatchObject({ state: 'stopped' });
    // What was stopped may be started again beside the run, and takes its nodes again.
    await bench.start(text);
    await bench.reach(['ready', 'off']);
    await until(() => small().phase === 'waiting');
    expect(bench.detail().took).toHaveLength(2);
    await bench.plane.close();
    await bench.open();
    await bench.reach(['ready', 'off']);
    await bench.give('assistant', { kind: 'stop' });
    await bench.plane.close();
    await bench.open();
    await until(() => small().state === 'finished');
    expect(small().attempts).toHaveLength(3);
    // Nothing was trained twice, and nothing is missing.
    const seen = losses();
    expect([...seen.keys()]).toEqual(Array.from({ length: STEPS }, (_, index) => index + 1));
    for (const [at, all] of seen) expect(all).toEqual([10 / at]);
    await until(() => bench.plane.services.summaries().every(({ endedAt }) => endedAt));
  });

  it('has a service of lower priority wait for the run, and the run stopped without it', async () => {
    const text = sharedText(IDLE, STEPS);
    await train(text);
    await until(() => small().progress.step > 5);
    await bench.start(text);
    await bench.reach(['waiting'], 'coder');
    expect(small().phase).toBe('running');
    await give('stop');
    await bench.reach(['ready'], 'coder');
    await until(() => small().state === 'stopped');
    await expect(train(text)).rejects.toThrow('run.again');
    // It goes on, and the service gives way.
    const { step } = small().progress;
    await train(text, { resume: true });
    await until(() => small().progress.step > step);
    expect(bench.states('coder')).toEqual(['waiting']);
    expect(bench.detail('coder').replicas[0]!.reason).toContain('waits until others');
  });

  it('takes a node out of service that a service uses, and gives it back', async () => {
    const text = sharedText(URGENT, STEPS);
    await bench.start(text);
    await bench.reach(['ready', 'off']);
    const found = bench.plane.services.find('assistant');
    if (!found.ok || !found.value.isLive) throw new Error('it does not live');
    const { unit } = found.value;
    const [name = ''] = bench.detail().replicas[0]!.nodes;
    const node = unit.nodeOf(name);
    if (!node.ok) throw new Error(JSON.stringify(node));
    await unit.orderNode({ kind: 'drain', node: node.value, why: 'a fan' }, 'ada');
    await until(() => bench.detail().replicas[0]!.attempt === 2);
    await bench.reach(['ready', 'off']);
    expect(bench.detail().replicas[0]!.nodes).not.toContain(name);
    await bench.plane.close();
    await bench.open();
    const again = bench.plane.services.findUnit(unit.joined)!;
    expect([...again.drained]).toEqual([node.value]);
    expect((await again.orderNode({ kind: 'resume', node: node.value }, 'ada')).ok).toBe(true);
    await until(() => again.drained.size === 0 && again.fleet.state.pool.out.length === 0);
  });
});
