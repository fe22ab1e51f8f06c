import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dispatch, type ServiceDetail } from '@gigafactory/core/api';
import type { RunOperation } from '@gigafactory/server/threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { logEntry } from '../control/entries.fixture.ts';
import { doorTo, fakePlane } from '../control/plane.fixture.ts';
import { runMain } from '../io.fixture.ts';

const FACTORY = `gigafactory: 1
hardware: { gpu: h100-sxm }
fleet: { gpus: 24 }
engine: { kind: local, nodes: 3 }
services:
  assistant:
    gpus: 24
    gpusPerReplica: 8
    scaling: { least: 1 }
    program: { kind: vllm, model: m, weights: /models/m, environmentFrom: [HF_TOKEN] }
`;

const LOAD = {
  ...{ queue: 3, running: 12, kvUse: 0.5 },
  ...{ ttft: { mean: 0.2, p95: 0.4 }, tokenTime: { mean: 0.01, p95: null }, tokensPerSecond: 900 },
};

function detail(change: Partial<ServiceDetail> = {}): ServiceDetail {
  return {
    ...{ service: 'assistant', unit: 'assistant', state: 'active', kind: 'vllm', model: 'm' },
    ...{ engine: 'local', priority: 0, least: 1, most: 3, wanted: 1, ready: 1, version: 1 },
    ...{ startedAt: '2026-11-29T20:40:12.000Z', startedBy: 'ada', ...LOAD },
    reason: 'Its replica takes requests.',
    untried: 'Not run against a real vLLM.',
    ...{ file: '/f.yaml', folder: '/state/services/assistant', orders: [], history: [] },
    replicas: [
      {
        ...{ replica: 'assistant.0', state: 'ready', since: '2026-11-29T20:41:12.000Z' },
        ...{ nodes: ['assistant:0'], url: 'http://127.0.0.1:8000', attempt: 1, version: 1 },
        ...LOAD,
        reason: 'Attempt 1 takes requests.',
      },
    ],
    versions: [
      {
        ...{ version: 1, model: 'm', command: ['vllm'], by: 'ada', state: 'current' },
        since: '2026-11-29T20:40:12.000Z',
      },
    ],
    ...change,
  };
}

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'gigafactory-'));
  writeFileSync(join(cwd, 'f.yaml'), FACTORY);
});
afterAll(() => rmSync(cwd, { recursive: true }));

const inThisProcess = (async (name, input) => dispatch(name, input)) as RunOperation;
const ENV = { HF_TOKEN: 'secret', PATH: '/bin' };

async function gigafactory(line: string, services = [detail()], env: object = ENV) {
  const plane = fakePlane({ runs: [], services });
  const around = { cwd, run: inThisProcess, env: { ...env }, control: doorTo(plane) };
  return { ...(await runMain(line.split(' '), around)), orders: plane.orders };
}

describe('services that cannot be started or found', () => {
  it.each([
    ['serve f.yaml', 'add --yes'],
    ['serve - --yes', 'needs a file'],
    ['serve f.yaml --yes --service assistent', 'has no service "assistent"; it has assistant'],
    ['serve f.yaml --yes --set services.assistant.program=', 'says no program that answers'],
    ['scale assistent 2', 'There is no service "assistent"'],
    ['scale assistant many', 'REPLICAS is a number or two of them'],
    ['rollback assistent', 'Did you mean "assistant"?'],
    ['why assistent', 'Did you mean "assistant"?'],
  ])('are a mistake of whoever typed it: %s', async (line, says) => {
    const { code, err, orders } = await gigafactory(line);
    expect(code).toBe(2);
    expect(err.replace(/\s+/g, ' ')).toContain(says);
    expect(orders).toEqual([]);
  });

  it('need the secrets that the file names', async () => {
    const { code, err } = await gigafactory('serve f.yaml --yes', [detail()], { PATH: '/bin' });
    expect(code).toBe(2);
    expect(err).toContain('HF_TOKEN is not set here');
  });

  it('end with 3 where a replica fails for good', async () => {
    const [replica] = detail().replicas;
    const failed = detail({
      state: 'failed',
      ready: 0,
      replicas: [{ ...replica!, state: 'failed' }],
    });
    expect((await gigafactory('serve f.yaml --yes', [failed])).code).toBe(3);
  });
});

describe('nodes of services', () => {
  const shared = detail({
    unit: 'assistant+small',
    nodes: ['assistant+small:0', 'assistant+small:1'],
    took: [
      {
        ...{ at: '2026-11-29T20:40:20.000Z', replica: 'assistant.0', run: 'small' },
        reason: 'The run gives its nodes to assistant.0, which has priority.',
      },
    ],
  });

  it.each(['assistant:1', 'assistant+small:1'])('are drained by the name %s', async (node) => {
    const { code, orders } = await gigafactory(`drain ${node} --why fan`, [shared]);
    expect(code).toBe(0);
    expect(orders).toMatchObject([['drain', 'assistant', { node: 'assistant+small:1' }]]);
  });

  it('that there are not are a mistake', async () => {
    const { code, err } = await gigafactory('drain assistant:7', [shared]);
    expect([code, err.replace(/\s+/g, ' ')]).toEqual([2, expect.stringContaining('has no node')]);
  });

  it('are said to be taken from a run, and why', async () => {
    const { out } = await gigafactory('why assistant', [shared]);
    expect(out.replace(/\s+/g, ' ')).toContain(
      'assistant.0 took the nodes of small: The run gives its nodes to assistant.0',
    );
  });
});

describe('services', () => {
  it('are started with what was shown, and said where they answer', async () => {
    const { code, out, orders } = await gigafactory('serve f.yaml --yes');
    expect(code).toBe(0);
    const words = out.replace(/\s+/g, ' ');
    expect(words).toContain('vllm serve /models/m --served-model-name m --tensor-parallel-size 8');
    expect(words).toContain('was not run against a real vLLM');
    expect(words).toContain('1 to 3, by queue (4 a replica)');
    expect(words).toContain('assistant.0: m at http://127.0.0.1:8000/v1');
    expect(orders).toMatchObject([
      ['serve', '', { file: join(cwd, 'f.yaml'), environment: { HF_TOKEN: 'secret' } }],
    ]);
  });

  it('say with --detach which version answers, and that another follows', async () => {
    const [replica] = detail().replicas;
    const [first] = detail().versions;
    const rolling = detail({
      ...{ model: 'n', version: 2 },
      replicas: [replica!, { ...replica!, replica: 'assistant.1', version: 2 }],
      versions: [
        { ...first!, state: 'earlier' },
        { ...first!, version: 2, model: 'n', state: 'current' },
      ],
    });
    const { out } = await gigafactory('serve f.yaml --yes --detach', [rolling]);
    const words = out.replace(/\s+/g, ' ');
    expect(words).toContain(
      'assistant.0: m at http://127.0.0.1:8000/v1 (version 1; version 2 follows)',
    );
    expect(words).toContain('assistant.1: n at http://127.0.0.1:8000/v1');
    expect(words).not.toContain('assistant.0: n');
  });

  it('are listed and explained', async () => {
    const { out } = await gigafactory('ls');
    expect(out).toContain('1 of 1');
    expect(JSON.parse((await gigafactory('ls --json')).out).services).toHaveLength(1);
    const why = (await gigafactory('why assistant')).out.replace(/\s+/g, ' ');
    expect(why).toContain('Not run against a real vLLM.');
    expect(why).toContain('assistant.0: Attempt 1 takes requests.');
  });

  it('say of each line of their logs which replica wrote it', async () => {
    const logs = [logEntry(1, 0, 'loading'), logEntry(2, 1, 'loading'), logEntry(3, 1, 'again', 2)];
    const plane = fakePlane({ runs: [], services: [detail()], logs });
    const { out } = await runMain(['logs', 'assistant'], { cwd, control: doorTo(plane) });
    const lines = out.trimEnd().split('\n');
    expect(lines.map((line) => line.replace(/^\S+ \S+ (?=assistant)/, ''))).toEqual([
      'assistant.0  loading',
      'assistant.1  loading',
      'assistant.1: attempt 2',
      'assistant.1  again',
    ]);
  });

  it.each([
    ['scale assistant 1-4', ['scale', 'assistant', { by: 'ada@test', least: 1, most: 4 }]],
    ['scale assistant 2', ['scale', 'assistant', { least: 2, most: 2 }]],
    ['rollback assistant --version 1', ['rollback', 'assistant', { version: 1 }]],
    ['requeue assistant --why why-not', ['restart', 'assistant', { why: 'why-not' }]],
    ['stop assistant', ['stop', 'assistant', {}]],
  ])('take orders: %s', async (line, [order, name, given]) => {
    const { code, orders } = await gigafactory(line as string);
    expect(code).toBe(0);
    const { by: _, ...rest } = given as Record<string, unknown>;
    expect(orders).toMatchObject([[order, name, rest]]);
  });
});
