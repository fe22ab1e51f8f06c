import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dispatch } from '@gigafactory/core/api';
import { failed, ok, type Problem, type Result } from '@gigafactory/core/base';
import type { ClusterWorkers, DesiredCluster } from '@gigafactory/server/batch';
import { RunError, type RunOperation, threadWorkers } from '@gigafactory/server/threads';
import { beforeEach, describe, expect, it } from 'vitest';
import { runMain, type Surroundings } from './io.fixture.ts';

const ROOT = join(import.meta.dirname, '../../..');
const FILE = 'examples/one-pod.yaml';
const TEXT = readFileSync(join(ROOT, FILE), 'utf8');
const SLURM = ['--engine', 'slurm', '--partition', 'gpu', '--shared', '/shared'];
const TWIN = ['twin', FILE, '--days', '2', '--lives', '4', '--json'];

const run: RunOperation = async (name, input) => dispatch(name, input);

let opened: { readonly cluster: DesiredCluster; readonly atOnce: number | undefined }[];
let closed: number;

beforeEach(() => {
  [opened, closed] = [[], 0];
});

interface Cluster {
  readonly run?: RunOperation;
  readonly failure?: Problem;
  readonly left?: readonly Problem[];
}

/** Runs the program with a cluster whose tasks are answered here. */
function gigafactory(argv: readonly string[], cluster: Cluster = {}, around: Surroundings = {}) {
  const { failure, left = [] } = cluster;
  const openCluster: Surroundings['openCluster'] = async (engine, { atOnce, say }) => {
    opened.push({ cluster: engine, atOnce });
    say?.('job 7 of Slurm is running');
    const workers: ClusterWorkers = {
      ...threadWorkers(cluster.run ?? run, 2),
      ...(failure ? { answerAll: async () => failed(failure) } : {}),
      failure: failure && failed(failure),
      cpuSeconds: 12,
      close: async () => {
        closed++;
        return left;
      },
    };
    return ok(workers) as Result<ClusterWorkers>;
  };
  return runMain(argv, { cwd: ROOT, run, openCluster, ...around });
}

describe('options of a cluster that do not fit', () => {
  it.each([
    [['--tasks', '4'], '--tasks is of a cluster'],
    [['--engine', 'local', '--tasks', '4'], '--tasks is of a cluster'],
    [[...SLURM, '--threads', '1'], '--threads is of this machine'],
    [[...SLURM, '--image', 'x'], '--image is for --engine kubernetes'],
    [['--engine', 'local', '--partition', 'gpu'], '--partition is for --engine slurm'],
    [['--engine', 'nomad'], 'There is no engine "nomad"'],
    [[...SLURM, '--nodes', '4'], 'has no option --nodes'],
    [['--engine', 'slurm', '--partition', 'gpu'], '"shared" is missing'],
    [['--partition', 'gpu'], '"kind" is missing'],
  ])('are refused: %j', async (options, says) => {
    const { code, out } = await gigafactory([...TWIN, ...options]);
    expect(code).toBe(2);
    expect(out).toContain(says.replaceAll('"', '\\"'));
    expect(opened).toEqual([]);
  });
});

it('a life that is recorded is of this machine', async () => {
  const { code, err } = await gigafactory(['twin', FILE, '--record', 'life.jsonl', ...SLURM]);
  expect({ code, err }).toMatchObject({
    code: 2,
    err: expect.stringContaining('leave --engine out'),
  });
});

describe('work on a cluster', () => {
  it('comes to what it comes to on threads, but for the CPU time of the cluster', async () => {
    for (const argv of [TWIN, ['optimise', FILE, '--days', '2', '--lives', '4', '--json']]) {
      const here = JSON.parse((await gigafactory(argv)).out);
      const there = await gigafactory([...argv, ...SLURM, '--tasks', '3']);
      expect(there).toMatchObject({ code: 0, err: '' });
      expect(JSON.parse(there.out)).toEqual({ ...here, cpuSeconds: 12 });
    }
    expect(opened).toMatchObject([
      { cluster: { kind: 'slurm', partition: 'gpu', shared: '/shared' }, atOnce: 3 },
      { atOnce: 3 },
    ]);
    expect(closed).toBe(2);
  });

  it('takes from the file what the options leave out, and leaves out what is of other engines', async () => {
    const engine = 'kind: slurm, partition: cpu, account: lab, nodes: 4, shared: /lab';
    const stdin = TEXT.replace('runs:\n', `engine: { ${engine} }\nruns:\n`);
    const argv = ['twin', '-', '--days', '2', '--lives', '4', '--json'];
    expect(await gigafactory(argv, {}, { stdin })).toMatchObject({ code: 0 });
    expect(opened).toEqual([]);
    await gigafactory([...argv, '--engine', 'slurm', '--partition', 'gpu'], {}, { stdin });
    const pods = ['--engine', 'kubernetes', '--namespace', 'lab', '--image', 'lab/giga'];
    await gigafactory([...argv, ...pods], {}, { stdin });
    expect(opened).toMatchObject([
      { cluster: { kind: 'slurm', partition: 'gpu', account: 'lab', shared: '/lab' } },
      { cluster: { kind: 'kubernetes', namespace: 'lab', image: 'lab/giga', shared: '/lab' } },
    ]);
  });

  it('says what the cluster is at', async () => {
    const { err } = await gigafactory([...TWIN, ...SLURM], {}, { isTTY: true, columns: 160 });
    expect(err).toContain('0 of 1 parts; job 7 of Slurm is running… 0 s');
  });

  it('ends with 2 and the cluster’s problem where a part cannot be answered, and lets go', async () => {
    const failure = { code: 'batch.part', message: 'Part 3 failed.' };
    const argv = TWIN.filter((word) => word !== '--json');
    const { code, out, err } = await gigafactory([...argv, ...SLURM], { failure });
    expect({ code, out, err }).toEqual({ code: 2, out: '', err: 'Part 3 failed.\n' });
    expect(closed).toBe(1);
  });

  it('ends with 130 after Ctrl-C, lets go, and says what may be left', async () => {
    const never: RunOperation = (_, __, signal) =>
      new Promise((_resolve, reject) => {
        const end = () => reject(new RunError('cancelled', 'Cancelled.'));
        if (signal?.aborted) end();
        signal?.addEventListener('abort', end);
      });
    const left = [{ code: 'batch.cancel', message: 'Job 7 may still be running.' }];
    const around = { stopped: async () => 'SIGINT' as const };
    const ended = await gigafactory([...TWIN, ...SLURM], { run: never, left }, around);
    expect(ended).toEqual({ code: 130, out: '', err: 'Job 7 may still be running.\n' });
    expect(closed).toBe(1);
  });
});

describe('parts', () => {
  it('is not in the help, and refuses to be typed', async () => {
    expect((await gigafactory(['--help'])).out).not.toContain('parts FOLDER');
    const { code, err } = await gigafactory(['parts', '/shared/x']);
    expect(code).toBe(2);
    expect(err).toContain('GIGAFACTORY_ARRAY_INDEX');
  });
});
