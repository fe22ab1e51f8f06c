import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Answer, dispatch, type OperationName, type StartOrder } from '@gigafactory/core/api';
import type { RunOperation } from '@gigafactory/server/threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventEntry, logEntry, progressEntry } from '../control/entries.fixture.ts';
import {
  doorTo,
  type FakePlane,
  fakePlane,
  type Known,
  Lost,
  runDetail,
} from '../control/plane.fixture.ts';
import { runMain, type Surroundings } from '../io.fixture.ts';

const FACTORY = `gigafactory: 1
hardware: { gpu: h100-sxm }
fleet: { gpus: 16 }
engine: { kind: local, nodes: 2 }
runs:
  sft:
    model: llama3-8b
    tokens: 1B
    globalBatch: 512
    sequenceLength: 8192
    program: { command: [./train, --fast, 'a b'], environmentFrom: [HF_TOKEN] }
`;

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'gigafactory-'));
  writeFileSync(join(cwd, 'f.yaml'), FACTORY);
  writeFileSync(
    join(cwd, 'plan-only.yaml'),
    FACTORY.replace(/^engine.*\n/m, '').replace(/ {4}program.*\n/, ''),
  );
});
afterAll(() => rmSync(cwd, { recursive: true }));

/** Operations in this process, each computed once. */
const inThisProcess: RunOperation = async (name, input) => {
  const key = JSON.stringify([name, input]);
  const answer = ANSWERS.get(key) ?? dispatch(name, input);
  ANSWERS.set(key, answer);
  return answer as Answer<typeof name>;
};
const ANSWERS = new Map<string, Answer<OperationName>>();
const ENV = { HF_TOKEN: 'secret', PATH: '/bin', OTHER: 'x' };

function gigafactory(argv: readonly string[], around: Surroundings = {}) {
  return runMain(argv, { cwd, run: inThisProcess, env: ENV, ...around });
}

const SFT = { run: 'sft', steps: 239, folder: '/state/runs/sft' };
const FINISHED = runDetail({
  ...SFT,
  state: 'finished',
  phase: 'finished',
  reason: 'All 239 steps are trained and saved.',
  progress: { step: 239, loss: 2.31, tokens: 1e9 },
  endedAt: '2026-11-29T20:45:12.000Z',
});
const EVENTS = [
  eventEntry(0, 'launched', 'Attempt 1 trains from the beginning.'),
  eventEntry(5, 'observed', 'Attempt 1 is healthy.', ['probe', 'The next look is in 5 s.']),
  eventEntry(7, 'timer', 'The watch timer went off.'),
  eventEntry(9, 'finished', 'The attempt has done all its work and saved it.'),
];
const PROGRESS = [progressEntry(1, 9.1), progressEntry(2, 8.7), progressEntry(239, 2.31)];

function planeOf(known: Partial<Known> = {}): FakePlane {
  return fakePlane({ runs: [], started: FINISHED, events: EVENTS, progress: PROGRESS, ...known });
}

describe('an engine that is chosen for the call', () => {
  const SLURM = '--engine slurm --partition gpu --account lab --nodes n[0-7] --shared /lustre/gf';
  const started = async (argv: string, file = 'f.yaml') => {
    const plane = planeOf();
    const words = [...argv.split(' '), '--yes', '--detach'];
    const ended = await gigafactory(['run', file, ...words], { control: doorTo(plane) });
    return { ...ended, order: plane.orders[0]?.[2] as StartOrder | undefined };
  };

  it('is shown in full before the start, and is in the edits of the order', async () => {
    const { out, order } = await started(SLURM);
    expect(out.replace(/\s+/g, ' ')).toContain(
      'Slurm, partition gpu, account lab: 2 nodes of 8 ranks of n[0-7]; jobs that ask for 8 GPUs a node; shared folder /lustre/gf',
    );
    expect(order?.edits).toEqual({
      'engine.kind': 'slurm',
      'engine.nodes': '{pattern: "n[0-7]"}',
      'engine.shared': '"/lustre/gf"',
      'engine.partition': '"gpu"',
      'engine.account': '"lab"',
    });
  });

  it('is Kubernetes', async () => {
    const { out } = await started(
      '--engine kubernetes --namespace ml --image a/b:1 --nodes gpu=h100 --shared /data',
    );
    expect(out.replace(/\s+/g, ' ')).toContain(
      'Kubernetes, namespace ml: 2 nodes of 8 ranks with gpu=h100; image a/b:1; jobs',
    );
  });

  it('is reached with what this environment says of it, and a token that must be set', async () => {
    const rest = '--set engine.rest.url=http://h:6820 --set engine.rest.tokenFrom=JWT';
    const missing = await gigafactory(['run', 'f.yaml', '-y', ...`${SLURM} ${rest}`.split(' ')]);
    expect(missing.code).toBe(2);
    expect(missing.err).toContain('engine.rest.tokenFrom: JWT is not set here');
    const env = { ...ENV, JWT: 'token', SLURM_CONF: '/etc/s.conf', KUBECONFIG: './kube' };
    const plane = planeOf();
    const environmentOf = async (argv: string) => {
      const words = ['run', 'f.yaml', '-y', '-d', ...argv.split(' ')];
      await gigafactory(words, { control: doorTo(plane), env });
      return (plane.orders.at(-1)![2] as StartOrder).environment;
    };
    expect(await environmentOf(`${SLURM} ${rest}`)).toEqual({
      ...{ PATH: '/bin', HF_TOKEN: 'secret', JWT: 'token', SLURM_CONF: '/etc/s.conf' },
    });
    plane.known.runs = [];
    const kubernetes = '--engine kubernetes --namespace ml --image a/b:1 --shared /data';
    expect(await environmentOf(kubernetes)).toMatchObject({ KUBECONFIG: join(cwd, 'kube') });
  });

  it('leaves out what only the engine of the file has, and says so', async () => {
    const file = 'slurm.yaml';
    const engine = 'engine: { kind: slurm, partition: gpu, shared: /d, nodes: 2 }';
    writeFileSync(join(cwd, file), FACTORY.replace(/^engine.*$/m, engine));
    const { out, order } = await started('--engine local', file);
    expect(out).toContain('engine.partition, engine.shared of the file');
    expect(order?.edits).toEqual({
      'engine.kind': 'local',
      'engine.partition': '',
      'engine.shared': '',
    });
  });
});

describe('what is refused before anything starts', () => {
  it.each([
    [['-', '--yes'], 'needs a file: programs and configurations are found from where it stands'],
    [['f.yaml'], 'there is no terminal to ask on'],
    [
      ['f.yaml', '--yes', '--engine', 'slrum'],
      'There is no engine "slrum"; there are local, slurm, kubernetes. Did you mean "slurm"?',
    ],
    [['f.yaml', '--yes', '--engine', 'slurm'], 'engine: "partition" is missing'],
    [
      ['f.yaml', '--yes', '--engine', 'kubernetes', '--partition', 'gpu'],
      '--partition is for --engine slurm, not for kubernetes; leave it out.',
    ],
    [['f.yaml', '--yes', '--partition', 'gpu'], '"partition" is a key of kind slurm'],
    [['f.yaml', '--yes', '--nodes', 'n[0-7]'], 'A pattern is for an engine of kind slurm'],
    [['f.yaml', '--yes', '--engine', 'local', '--shared', '/x'], 'not for local'],
    [['f.yaml', '--yes', '--queue', ''], '--queue needs a value'],
    [
      [...'f.yaml --yes --engine slurm --partition gpu --shared data'.split(' ')],
      'engine.shared: Folder that this machine and all nodes see under this path: expected an absolute path',
    ],
    [
      [...'f.yaml --yes --partition gpu --set engine.partition=cpu'.split(' ')],
      '--set gives "engine.partition" twice',
    ],
    [['f.yaml', '--yes', '--run', 'sfd'], 'Did you mean "sft"?'],
    [['no.yaml', '--yes'], 'There is no file "no.yaml"'],
    [['plan-only.yaml', '--yes'], 'The run "sft" says no program that trains it'],
    [['f.yaml', '--yes', '--set', 'engine.nodes=0'], 'engine.nodes'],
    [['f.yaml', '--yes', '-x'], 'has no option -x'],
  ])('%j', async (argv, message) => {
    const plane = planeOf();
    const { code, out, err } = await gigafactory(['run', ...argv], { control: doorTo(plane) });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
    expect(plane.orders).toEqual([]);
  });

  it('a secret that is not set here', async () => {
    const { code, err } = await gigafactory(['run', 'f.yaml', '--yes'], { env: { PATH: '/bin' } });
    expect(code).toBe(2);
    expect(err).toContain('HF_TOKEN is not set here');
  });

  it('Windows, with what to use', async () => {
    const { code, err } = await gigafactory(['run', 'f.yaml', '--yes'], { platform: 'win32' });
    expect(code).toBe(2);
    expect(err).toContain('use WSL');
  });

  it('--json without --yes, as one line of JSON', async () => {
    const { code, out } = await gigafactory(['run', 'f.yaml', '--json'], { answers: ['y'] });
    expect(code).toBe(2);
    expect(JSON.parse(out.trimEnd())).toMatchObject({ problems: [{ code: 'run.confirm' }] });
    expect(out.trimEnd().split('\n')).toHaveLength(1);
  });

  it('a name that is live', async () => {
    const plane = planeOf({ runs: [runDetail(SFT)] });
    const { code, err } = await gigafactory(['run', 'f.yaml', '-y'], { control: doorTo(plane) });
    expect(code).toBe(2);
    expect(err).toContain('A run "sft" is live, at step 120 of 239');
    expect(err).toContain('"gigafactory stop sft" ends it');
    expect(plane.orders).toEqual([]);
  });

  it('what the control plane refuses, in its words', async () => {
    const { started: _, ...known } = planeOf().known;
    const control = doorTo(fakePlane(known));
    const { code, err } = await gigafactory(['run', 'f.yaml', '-y'], { control });
    expect(code).toBe(2);
    expect(err).toContain('It is refused.');
  });
});

describe('the question', () => {
  it('shows what to expect and what will be started where, within 80 columns', async () => {
    const around = { answers: ['n'], isTTY: true, columns: 80, control: doorTo(planeOf()) };
    const { code, out, err } = await gigafactory(['run', 'f.yaml', '--no-color'], around);
    expect(code).toBe(0);
    expect(err).toContain('Start it? [y/N]');
    for (const label of [
      'step time',
      'speed',
      'memory',
      'duration',
      'twin',
      'program',
      'runs on',
    ]) {
      expect(out).toMatch(new RegExp(`^  ${label} +\\S`, 'm'));
    }
    expect(out).toContain("  program       ./train --fast 'a b'\n");
    expect(out).toContain(`${hostname()}: engine local, 2 nodes of 8 ranks`);
    expect(out).toContain('  folder        /state/runs/sft\n');
    expect(out.replace(/\s+/g, ' ')).toMatch(
      / twin in 20 lives .* goodput [\d.]+%; most of the rest is \w+/,
    );
    expect(out.endsWith('Nothing was started.\n')).toBe(true);
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it.each([[['n']], [['']], [[]]])('answered %j starts nothing', async (answers) => {
    const plane = planeOf();
    await gigafactory(['run', 'f.yaml'], { answers, control: doorTo(plane) });
    expect(plane.orders).toEqual([]);
  });

  it('answered y starts it, with its secrets and nothing else of the environment', async () => {
    const plane = planeOf();
    const around = { answers: ['y'], control: doorTo(plane) };
    const { code } = await gigafactory(['run', 'f.yaml', '--observe', '--resume'], around);
    expect(code).toBe(0);
    expect(plane.orders).toMatchObject([
      [
        'start',
        'sft',
        {
          by: 'ada@hill',
          file: join(cwd, 'f.yaml'),
          text: FACTORY,
          mode: 'observe',
          resume: true,
          environment: { PATH: '/bin', HF_TOKEN: 'secret' },
        },
      ],
    ]);
  });
});

describe('an attached run', () => {
  it('is told as it goes on, without the routine, and ends with 0', async () => {
    const { code, out } = await gigafactory(['run', 'f.yaml', '--yes'], {
      control: doorTo(planeOf()),
    });
    expect(code).toBe(0);
    const told = out.slice(out.indexOf('Ctrl-C'), out.indexOf('sft: finished'));
    expect(told).toContain('21:40:12 +01:00  Attempt 1 trains from the beginning.\n');
    expect(told).toContain('21:40:21 +01:00  The attempt has done all its work');
    expect(told).not.toContain('healthy');
    expect(told).not.toContain('timer');
    expect(told).toContain('step 239/239  loss 2.31');
    expect(out).toContain('  trained       239 steps of 239, loss 2.3100\n');
    expect(out).toContain('1 ended: Rank 1 was killed (SIGKILL).');
  });

  it('has a line that is drawn again on a terminal, cut to its width', async () => {
    const around = { isTTY: true, columns: 60, control: doorTo(planeOf()) };
    const { err } = await gigafactory(['run', 'f.yaml', '--yes'], around);
    const drawn = err.split('\r\u001b[K').filter((line) => line.startsWith('step '));
    expect(drawn.length).toBeGreaterThanOrEqual(3);
    for (const line of drawn) expect(line.length).toBeLessThan(60);
  });

  it('is JSON lines with --json, the result last', async () => {
    const argv = ['run', 'f.yaml', '--engine', 'local', '--yes', '--json'];
    const { code, out, err } = await gigafactory(argv, { control: doorTo(planeOf()) });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const lines = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines[0]).toMatchObject({
      type: 'plan',
      run: 'sft',
      prediction: { stepTime: expect.any(Number) },
      twin: { lives: 20 },
      program: { command: ['./train', '--fast', 'a b'] },
    });
    expect(lines.filter(({ type }) => type === 'event')).toHaveLength(EVENTS.length);
    expect(lines.filter(({ type }) => type === 'progress')).toHaveLength(PROGRESS.length);
    expect(lines.at(-1)).toMatchObject({
      type: 'result',
      state: 'finished',
      steps: 239,
      loss: 2.31,
      attempts: 2,
      checkpoints: [{ step: 100, state: 'kept' }],
    });
    expect(JSON.stringify(lines)).not.toContain('secret');
  });

  it.each(['failed', 'stopped'] as const)('that %s ends with 3 and says why', async (state) => {
    const started = { ...FINISHED, state, phase: state, reason: 'Bad data in shard 7.' };
    const logs = [logEntry(1, 0, '\u001b[1mno such file')];
    const control = doorTo(planeOf({ started, logs }));
    const { code, out } = await gigafactory(['run', 'f.yaml', '--yes'], { control });
    expect(code).toBe(3);
    expect(out).toContain('  why           Bad data in shard 7.\n');
    expect(out).toContain('"gigafactory logs sft"');
    const logged = '21:40:13 +01:00 rank 0  \\u001b[1mno such file\n';
    expect(out.endsWith(logged)).toBe(state === 'failed');
  });

  it('is left alone by Ctrl-C, which says how to come back and how to stop', async () => {
    const plane = planeOf({ started: runDetail(SFT) });
    const around = { control: doorTo(plane), stopped: async () => 'SIGINT' as const };
    const { code, out } = await gigafactory(['run', 'f.yaml', '--yes'], around);
    expect(code).toBe(130);
    expect(out).toContain('sft goes on.');
    expect(out).toContain('end it with "gigafactory stop sft"');
    expect(plane.orders.map(([order]) => order)).toEqual(['start']);
  });

  it('is left alone where nobody reads any more', async () => {
    const around = {
      control: doorTo(planeOf({ started: runDetail(SFT) })),
      gone: Promise.resolve(),
    };
    expect((await gigafactory(['run', 'f.yaml', '--yes'], around)).code).toBe(0);
  });

  it('is started once, though the answer to the order is lost', async () => {
    const first = planeOf();
    const lost = {
      ...first,
      start: async () => {
        throw new Lost();
      },
    };
    const live = runDetail(SFT);
    const second = planeOf({
      runs: [live],
      onOpen: (stream) => {
        if (stream === 'progress') live.state = 'finished';
      },
    });
    const connect = async () => undefined;
    const control = { ...doorTo(lost, second), connect };
    const { code } = await gigafactory(['run', 'f.yaml', '--yes'], { control });
    expect(code).toBe(0);
    expect(second.orders).toEqual([]);
  });
});

describe('a detached run', () => {
  it.each(['-d', '--detach'])('returns at once with %s', async (option) => {
    const plane = planeOf({ started: runDetail(SFT) });
    const argv = ['run', 'f.yaml', option, '--yes'];
    const { code, out } = await gigafactory(argv, { control: doorTo(plane) });
    expect(code).toBe(0);
    expect(out).toContain('sft is started. Watch it with "gigafactory logs sft -f"');
    expect(plane.orders).toHaveLength(1);
  });
});
