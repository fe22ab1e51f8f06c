import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { headerLine, readJournal } from '../../control/journal/index.ts';
import { stepOfWork, workOfStep } from '../../control/protocol/index.ts';
import { desiredEngine, desiredRun } from './request.ts';

const example = (name: string) =>
  readFileSync(new URL(`../../../../../examples/${name}.yaml`, import.meta.url), 'utf8');
const PLANNED = example('one-pod');
/** The pod with a program, and twelve real nodes. */
const POD = PLANNED.replace('gpus: 960', 'gpus: 64')
  .replace(
    'runs:\n',
    'engine: { kind: local, nodes: 12, keepEvery: 5, memoryPerRank: 2 GB }\nruns:\n',
  )
  .replace(
    '    globalBatch:',
    '    program: { command: [train, --fast] }\n    strategy: { tp: 8, pp: 1 }\n    globalBatch:',
  );

function desired(edits: Readonly<Record<string, string>> = {}, text = POD) {
  return desiredRun({ text, file: 'pod.yaml', edits });
}

/** The pod with another engine. */
function onCluster(engine: string): string {
  return POD.replace(/engine: \{.*\}/, `engine: { ${engine} }`);
}

function desiredOf(edits: Readonly<Record<string, string>> = {}, text = POD) {
  const found = desired(edits, text);
  if (!found.ok) throw new Error(JSON.stringify(found.problems));
  return found.value;
}

function problemsOf(edits: Readonly<Record<string, string>>, text = POD) {
  const found = desired(edits, text);
  return found.ok ? [] : found.problems;
}

describe('a run that cannot be run for real', () => {
  it('says which parts of the file are missing and what to write', () => {
    const problems = problemsOf({}, PLANNED);
    expect(problems.map(({ code }) => code)).toEqual(['program.missing', 'engine.missing']);
    expect(problems[0]).toMatchObject({ path: 'runs.pretrain.program', at: { file: 'pod.yaml' } });
    expect(problems[0]!.message).toContain('command: [gigafactory-trainer]');
    expect(problems[1]!.message).toContain('engine: {kind: local, nodes: 2}');
  });

  it('needs an engine, and where that is read alone no program', () => {
    expect(desiredEngine({ text: PLANNED })).toMatchObject({
      ok: false,
      problems: [{ code: 'engine.missing', path: 'engine' }],
    });
    const text = onCluster('kind: slurm, partition: gpu, nodes: 3, shared: /shared');
    const edits = { 'runs.pretrain.program': '' };
    expect(desiredEngine({ text, edits })).toMatchObject({
      ok: true,
      value: { kind: 'slurm', partition: 'gpu', nodes: 3, shared: '/shared' },
    });
  });

  it('is refused where ranks do not fill nodes, or replicas do not', () => {
    expect(problemsOf({ 'engine.ranksPerNode': '6' })).toMatchObject([
      { code: 'engine.ranks', path: 'engine.ranksPerNode', at: { line: expect.any(Number) } },
    ]);
    const replicas = { 'resilience.replicas': '4', 'runs.pretrain.gpus': '64' };
    expect(problemsOf({ ...replicas, 'engine.ranksPerNode': '32' })).toMatchObject([
      { code: 'engine.ranks', at: { file: 'pod.yaml' } },
    ]);
  });
});

describe('a run to be run for real', () => {
  it('has the nodes, the bounds and the program of the file', () => {
    const { engine, program, job, supervisor } = desiredOf();
    expect(engine).toEqual({
      kind: 'local',
      nodes: 12,
      ranksPerNode: 8,
      memoryPerRank: 2e9,
      keepCheckpoints: 3,
      keepEvery: 5,
    });
    expect(program).toEqual({
      command: ['train', '--fast'],
      environment: {},
      environmentFrom: [],
      progress: 'lines',
    });
    expect(job).toMatchObject({ run: 'pretrain', sequenceLength: 8192, seed: 7 });
    expect(job.model).toMatchObject({ layers: 80, hidden: 8192, tied: false });
    expect(supervisor.topology.nodes).toBe(12);
    expect(supervisor.mode).toBe('act');
  });

  it('spreads its ranks over real nodes of another size', () => {
    const { supervisor } = desiredOf({ 'engine.ranksPerNode': '4', 'resilience.replicas': '4' });
    expect(supervisor.runs).toMatchObject([{ replicas: 4, nodesPerReplica: 4 }]);
  });

  it('waits for nodes that are not there, which its journal can hold', () => {
    const { supervisor, journalStart } = desiredOf({ 'engine.nodes': '2' });
    expect(supervisor.topology.nodes).toBe(2);
    expect(supervisor.runs[0]!.replicas * supervisor.runs[0]!.nodesPerReplica).toBe(8);
    expect(readJournal(headerLine(journalStart)).ok).toBe(true);
  });

  it('takes no more nodes than the spares of the file allow', () => {
    expect(desiredOf({ 'resilience.spares': '1' }).engine.nodes).toBe(9);
    expect(desiredOf({ 'resilience.spares': '1' }).supervisor.topology.nodes).toBe(9);
    expect(desiredOf({ 'resilience.spares': '100' }).engine.nodes).toBe(12);
  });

  it('needs the nodes of the run where a pattern says which', () => {
    const pod = onCluster(
      'kind: slurm, partition: gpu, shared: /data, nodes: { pattern: "n[0-9]" }',
    );
    expect(desiredOf({}, pod).engine).toEqual({
      kind: 'slurm',
      partition: 'gpu',
      pattern: 'n[0-9]',
      shared: '/data',
      nodes: 8,
      ranksPerNode: 8,
      gpusPerNode: 8,
      keepCheckpoints: 3,
    });
    expect(desiredOf({ 'resilience.spares': '1' }, pod).engine).toMatchObject({ mostNodes: 9 });
  });

  it('takes as many nodes of a cluster as the file counts, less those beyond its spares', () => {
    const pod = onCluster(
      'kind: kubernetes, namespace: ml, image: a, shared: /data, nodes: 12, gpusPerNode: 0',
    );
    expect(desiredOf({}, pod).engine).toMatchObject({ nodes: 12, mostNodes: 12, gpusPerNode: 0 });
    const { engine } = desiredOf({ 'resilience.spares': '1' }, pod);
    expect(engine).toMatchObject({ kind: 'kubernetes', nodes: 9, mostNodes: 9 });
  });

  it('asks a scheduler less often, and gives it longer', () => {
    const pod = onCluster('kind: slurm, partition: gpu, shared: /data, nodes: 12');
    const { supervisor } = desiredOf({}, pod);
    expect(supervisor.fleet.sweepInterval).toBe(30);
    expect(supervisor.runs[0]!.policy).toMatchObject({ probeInterval: 10, confirmTimeout: 30 });
    expect(supervisor.runs[0]!.policy.hangTimeout).toBeGreaterThanOrEqual(120);
    expect(
      desiredOf({ 'operations.hangTime': '7 s' }, pod).supervisor.runs[0]!.policy,
    ).toMatchObject({ hangTimeout: 7 });
  });

  it('asks as often as suits one machine, and obeys what the file says', () => {
    const usual = desiredOf().supervisor.runs[0]!.policy;
    expect(usual).toMatchObject({ confirmTimeout: 10, probeInterval: 5, watchInterval: 30 });
    expect(usual.crashLoopAttempts).toBe(10);
    const { supervisor } = desiredOf({
      'operations.hangTime': '7 s',
      'operations.recoveryTime': '20 min',
      'operations.checkpointInterval': '11 s',
      'resilience.recovery': 'replica',
      'resilience.replicas': '2',
      'resilience.crashLoop': '4',
      'resilience.slowestStep': '1.5',
      'resilience.cordonShare': '0.3',
      'runs.pretrain.priority': '3',
    });
    expect(supervisor.fleet.maxCordonShare).toBe(0.3);
    expect(supervisor.runs).toMatchObject([
      {
        priority: 3,
        replicas: 2,
        policy: {
          hangTimeout: 7,
          recovery: 'replica',
          checkpoint: { kind: 'fixed', interval: 11 },
          crashLoopAttempts: 4,
          stragglerThreshold: 1.5,
          growAfter: 2 * 20 * 60,
        },
      },
    ]);
  });

  it('counts steps in planned time, exactly', () => {
    const { steps, stepTime, work, journalStart } = desiredOf();
    expect(workOfStep(steps, stepTime)).toBe(Math.round(work * 1e6));
    expect(stepOfWork(workOfStep(steps, stepTime), stepTime)).toBe(steps);
    expect(stepOfWork(workOfStep(1, 1e-9), 1e-9)).toBe(1);
    expect(journalStart.runs).toMatchObject([{ run: 'pretrain', kind: 'train', work }]);
  });
});
