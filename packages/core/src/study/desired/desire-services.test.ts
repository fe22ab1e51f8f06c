import { describe, expect, it } from 'vitest';
import { headerLine, readJournal } from '../../control/journal/index.ts';
import { desiredServices } from './desire-services.ts';

const FILE = `gigafactory: 1
hardware: { gpu: h100-sxm }
fleet: { gpus: 64 }
engine: { kind: local, nodes: 4, ranksPerNode: 2 }
services:
  assistant:
    gpus: 24
    gpusPerReplica: 8
    priority: 2
    scaling: { least: 1, downAfter: 10 min }
    program: { kind: sglang, model: grok-2, weights: /models/grok-2, arguments: [--log-level, info] }
  coder:
    gpus: 16
    gpusPerReplica: 16
    program: { kind: command, model: coder, command: [serve, "{host}:{port}"], drainWithin: 5 s }
  later: { gpus: 8, gpusPerReplica: 8 }
`;

function problemsOf(edits: Record<string, string>, service?: string) {
  const found = desiredServices({ text: FILE, file: 'f.yaml', edits, service });
  return found.ok ? [] : found.problems;
}

function desired(edits: Record<string, string> = {}, service?: string) {
  const found = desiredServices({ text: FILE, file: 'f.yaml', edits, service });
  if (!found.ok) throw new Error(JSON.stringify(found.problems));
  return found.value;
}

describe('services that cannot be run for real', () => {
  it.each([
    ['an unknown name', {}, 'lter', 'service.unknown', 'assistant, coder, later'],
    ['one without a program', {}, 'later', 'service.program', 'program: {kind: vllm'],
    ['no engine', { engine: '' }, 'coder', 'engine.missing', 'engine: {kind: local'],
    [
      'more than there may be',
      { 'services.assistant.scaling.least': '4' },
      undefined,
      'service.least',
      'keeps 4 replicas at least, and 24 GPUs are 3',
    ],
    [
      'a command line for several nodes',
      { 'services.assistant.gpus': '32', 'services.assistant.gpusPerReplica': '16' },
      undefined,
      'service.preset',
      'for one node',
    ],
    [
      'a name of a model that no client can ask for',
      { 'services.coder.program.model': '"a model"' },
      undefined,
      'text.expected',
      'a name of letters',
    ],
    [
      'weights of a command',
      { 'services.coder.program.weights': '/models' },
      undefined,
      'key.otherKind',
      'vllm and sglang',
    ],
  ])('says what is wrong and where: %s', (_, edits, service, code, says) => {
    const [problem] = problemsOf(edits as Record<string, string>, service);
    expect(problem).toMatchObject({ code });
    expect(problem!.message).toContain(says);
  });

  it('says so where there is none at all', () => {
    const text = FILE.slice(0, FILE.indexOf('services:'));
    expect(desiredServices({ text })).toMatchObject({ problems: [{ code: 'service.none' }] });
  });
});

describe('services to be run for real', () => {
  it('are all that have a program, each replica a run of its own, under one supervisor', () => {
    const { name, supervisor, journalStart, engine } = desired();
    expect(name).toBe('assistant+coder');
    expect(
      supervisor.runs.map(({ run, priority, nodesPerReplica }) => [run, priority, nodesPerReplica]),
    ).toEqual([
      ['assistant.0', 2, 1],
      ['assistant.1', 2, 1],
      ['assistant.2', 2, 1],
      ['coder.0', 0, 2],
    ]);
    expect(
      supervisor.runs.every(({ replicas, minReplicas }) => replicas === 1 && minReplicas === 1),
    ).toBe(true);
    expect(supervisor.topology.nodes).toBe(4);
    // One server has a node's GPUs to itself, however many processes train on one.
    expect(engine).toMatchObject({ kind: 'local', nodes: 4, ranksPerNode: 1 });
    expect(journalStart.runs.every(({ kind }) => kind === 'serve')).toBe(true);
    expect(readJournal(headerLine(journalStart)).ok).toBe(true);
  });

  it('share their supervisor and their nodes with the runs of the file that have a program', () => {
    const text = `${FILE}models:
  tiny: { layers: 2, hidden: 128, heads: 4, kvHeads: 4, headDim: 32, vocab: 1024, ffn: 384, mlpMatrices: 3, embeddingMatrices: 1 }
runs:
  train:
    { model: tiny, gpus: 8, priority: 1, sequenceLength: 128, globalBatch: 16, tokens: 100k tokens, program: { command: [train] } }
  planned: { model: tiny, gpus: 8, sequenceLength: 128, globalBatch: 16, tokens: 100k tokens }
`;
    const found = desiredServices({ text, file: 'f.yaml', service: 'coder' });
    if (!found.ok) throw new Error(JSON.stringify(found.problems));
    const { name, asked, services, runs, supervisor, journalStart } = found.value;
    expect(name).toBe('assistant+coder+train');
    expect(asked).toEqual(['coder']);
    expect(services.map((each) => each.name)).toEqual(['assistant', 'coder']);
    expect(runs.map((each) => each.name)).toEqual(['train']);
    expect(supervisor.runs.at(-1)).toMatchObject({ run: 'train', priority: 1, nodesPerReplica: 4 });
    expect(supervisor.runs).toHaveLength(5);
    expect(journalStart.runs.at(-1)).toMatchObject({ run: 'train', kind: 'train' });
    expect(readJournal(headerLine(journalStart)).ok).toBe(true);
  });

  it('start grok-2 as its model card has it, and what the file adds comes last', () => {
    const [assistant] = desired({}, 'assistant').services;
    expect(assistant!.command.join(' ')).toBe(
      'python3 -m sglang.launch_server --model-path /models/grok-2 --served-model-name grok-2 --tp 8 --enable-metrics --host {host} --port {port} --tokenizer-path /models/grok-2/tokenizer.tok.json --quantization fp8 --attention-backend triton --log-level info',
    );
  });

  it('start vLLM with as many tensor-parallel ranks as a replica has GPUs', () => {
    const edits = { 'services.assistant.program.kind': 'vllm' };
    expect(desired(edits, 'assistant').services[0]!.command.join(' ')).toBe(
      'vllm serve /models/grok-2 --served-model-name grok-2 --tensor-parallel-size 8 --host {host} --port {port} --log-level info',
    );
  });

  it('have what the file says, and else what is usual', () => {
    const [assistant, coder] = desired().services;
    expect(assistant!.scaling).toEqual({
      ...{ least: 1, most: 3, queue: 4, kvUse: 0.8 },
      ...{ upAfter: 30, downAfter: 600 },
    });
    expect(assistant).toMatchObject({ startWithin: 1800, unhealthyAfter: 60, drainWithin: 120 });
    // Without scaling all of them are kept, always.
    expect(coder).toMatchObject({ scaling: { least: 1, most: 1 }, drainWithin: 5 });
  });
});
