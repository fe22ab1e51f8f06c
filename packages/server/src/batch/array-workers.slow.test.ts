import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Answer, dispatch } from '@gigafactory/core/api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type PartsWatch, runInParts } from '../threads/in-parts.ts';
import type { RunOperation } from '../threads/run.ts';
import type { ArrayScheduler } from './array-job.ts';
import type { ArrayWorkers } from './array-workers.ts';
import { type ArrayOptions, openArrayWorkers } from './open.ts';

/** Tasks run what `tsc -b` built. */
const ROOM = join(import.meta.dirname, '../../dist/batch');
const TASK = fileURLToPath(new URL('./task.fixture.mjs', import.meta.url));
const CONTROL = fileURLToPath(new URL('./control.fixture.mjs', import.meta.url));
const FIXTURE = new URL('./scheduler.fixture.mjs', import.meta.url).href;

const text = readFileSync(
  join(import.meta.dirname, '../../../..', 'examples/one-pod.yaml'),
  'utf8',
);
const TWIN = { text, days: 2, lives: 16, seed: 3 };
const RACE = { text, days: 2, lives: 12, over: ['recovery'] };
/** Parts of a twin whose lives are made up. */
const INPUTS = [0, 8, 16, 24].map((from) => ({ text: 'quick', from, before: from + 8 }));
const PARTS = INPUTS.length;
const REQUEST = { operation: 'twin', input: { text: 'quick', lives: 32 } };

interface FakeScheduler extends ArrayScheduler {
  readonly calls: { readonly look: number; readonly submit: number; readonly cancel: number };
}
interface Fixture {
  openFakeScheduler(
    folder: string,
    prefix: string,
    options?: { readonly away?: () => boolean },
  ): FakeScheduler;
  jobsIn(
    folder: string,
  ): readonly { readonly state: string; readonly indices: readonly number[] }[];
}

let root: string;
let shared: string;
let jobs: string;
let log: string;
let fixture: Fixture;
let quickLives: (input: unknown) => Answer<'lives'>;
const children: ChildProcess[] = [];

beforeEach(async () => {
  fixture = (await import(FIXTURE)) as Fixture;
  ({ quickLives } = await import(pathToFileURL(TASK).href));
  root = mkdtempSync(join(tmpdir(), 'gigafactory-batch-'));
  [shared, jobs, log] = [join(root, 'shared'), join(root, 'jobs'), join(root, 'log')];
  for (const folder of [shared, jobs]) mkdirSync(folder);
  writeFileSync(log, '');
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const job of fixture.jobsIn(jobs).keys()) writeFileSync(join(jobs, `cancel-${job + 1}`), '');
  await until(() => fixture.jobsIn(jobs).every(({ state }) => state === 'ended'));
  rmSync(root, { recursive: true, force: true });
});

const HURRY = {
  timing: { poll: 20, look: 100, retry: 50, patience: 10_000 },
  // Three parts or so in a task, whatever the machine is at.
  shares: { taskSeconds: 1e-6, mostTasks: 2 },
  beatMs: 100,
};

interface Changes extends Partial<ArrayOptions> {
  readonly environment?: string;
  /** Lives are lived, and not made up. */
  readonly isReal?: boolean;
}

async function open({ environment = '', isReal = false, ...changes }: Changes = {}) {
  let scheduler: FakeScheduler | undefined;
  const made = isReal ? '' : `GIGAFACTORY_TEST_LOG=${log}`;
  const variables = `GIGAFACTORY_TEST_PROGRAM=test ${made} ${environment}`.trim().split(/ +/);
  const opened = await openArrayWorkers({
    openScheduler: (prefix) => {
      scheduler = fixture.openFakeScheduler(jobs, prefix);
      return scheduler;
    },
    shared,
    program: 'test',
    request: REQUEST,
    command: ['/usr/bin/env', ...variables, process.execPath, TASK, ROOM],
    pilot: isReal ? async (name, input) => dispatch(name, input) : quickPilot,
    ...HURRY,
    ...changes,
  });
  if (!opened.ok) return opened;
  return { ok: true, workers: opened.value, scheduler: scheduler! } as const;
}

const quickPilot: RunOperation = async (_, input) => quickLives(input) as Answer<never>;

async function opened(changes?: Changes) {
  const result = await open(changes);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result;
}

function fates(value: Readonly<Record<string, Readonly<Record<string, string>>>>): void {
  writeFileSync(join(jobs, 'fates.json'), JSON.stringify(value));
}

/** First lives of the parts that tasks have computed. */
function computed(): number[] {
  const lines = readFileSync(log, 'utf8').split('\n').filter(Boolean);
  return lines.map(Number).sort((a, b) => a - b);
}

async function until(isSo: () => boolean): Promise<void> {
  for (const end = performance.now() + 60_000; !isSo(); ) {
    if (performance.now() > end) throw new Error('it did not come to pass');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** No folder of parts, and no job. */
function expectNothingLeft(): void {
  expect(readdirSync(shared)).toEqual([]);
  expect(fixture.jobsIn(jobs).filter(({ state }) => state !== 'ended')).toEqual([]);
}

/** All parts of the lives that are made up. */
function ask(workers: ArrayWorkers, watch: Partial<PartsWatch> = {}) {
  return workers.answerAll('lives', INPUTS, { onPart: () => {}, ...watch });
}

/** What they come to; JSON would not carry it. */
function whole() {
  return { ok: true, value: INPUTS.map((input) => livesOf(quickLives(input))) };
}

function livesOf(answer: Answer<'lives'>) {
  return answer.ok ? answer.value : undefined;
}

describe('work in parts on a scheduler', () => {
  it.each([1, 2])('gives with %i tasks the twin of one machine', async (mostTasks) => {
    const shares = { taskSeconds: 1e-6, mostTasks };
    const request = { operation: 'twin', input: TWIN };
    const { workers } = await opened({ shares, request, isReal: true });
    expect(await runInParts(workers, 'twin', TWIN)).toEqual(dispatch('twin', TWIN));
    expect(fixture.jobsIn(jobs).map(({ indices }) => indices.length)).toEqual([mostTasks]);
    expect(await workers.close()).toEqual([]);
    expectNothingLeft();
  });

  it('asks again for parts of tasks that fail, are lost, or run twice, and waits for slow ones', async () => {
    fates({ 1: { 0: 'fail', 1: 'lost', 2: 'double', 3: 'slow' }, 2: { 0: 'fail' } });
    const said: number[] = [];
    const { workers } = await opened({ shares: { taskSeconds: 1e-6, mostTasks: PARTS } });
    const onPart = (done: number) => said.push(done);
    expect(await ask(workers, { onPart })).toEqual(whole());
    expect(fixture.jobsIn(jobs).map(({ indices }) => indices.length)).toEqual([PARTS, 2, 1]);
    expect(said).toEqual(said.toSorted((a, b) => a - b));
    expect([said[0], said.at(-1)]).toEqual([0, PARTS]);
    expect(await workers.close()).toEqual([]);
    expectNothingLeft();
  });

  it('asks again where the whole array was cancelled by others, or cannot begin', async () => {
    fates({ 1: { all: 'cancelled' }, 2: { all: 'stuck' } });
    const { workers } = await opened();
    expect(await ask(workers)).toEqual(whole());
    expect(fixture.jobsIn(jobs)).toHaveLength(3);
    await workers.close();
    expectNothingLeft();
  });

  it('names the part that always fails and the scheduler’s words, and keeps what is answered', async () => {
    // Dies in life 20, so in the part of 16 to 23; those after it in the same task are answered all the same.
    const { workers } = await opened({ environment: 'GIGAFACTORY_TEST_DIE=20' });
    const answer = await ask(workers);
    expect(answer).toMatchObject({ ok: false, problems: [{ code: 'batch.part' }] });
    const message = answer.ok ? '' : answer.problems[0]?.message;
    expect(message).toMatch(
      /^Part 3, lives 16 to 23, failed 3 times; the last time: job 3 of Slurm ended: FAILED, exit code 137\. 3 of 4 parts are answered and kept in /,
    );
    expect(await workers.close()).toEqual([]);
    expect(readdirSync(shared)).toHaveLength(1);

    writeFileSync(log, '');
    const again = await opened();
    expect(await ask(again.workers)).toEqual(whole());
    expect(computed()).toEqual([16]);
    await again.workers.close();
    expectNothingLeft();
  });

  it('says what tasks say: that theirs is another program, that the program is not there', async () => {
    const shares = { taskSeconds: 1, mostTasks: 1 };
    const other = await opened({ program: 'another', shares });
    expect(await ask(other.workers)).toMatchObject({
      problems: [
        {
          message: expect.stringMatching(
            /task 0 says, on .*: the program there is test, not another/,
          ),
        },
      ],
    });
    await other.workers.close();
    const absent = await opened({ command: ['/nowhere/gigafactory'] });
    expect(await ask(absent.workers)).toMatchObject({
      problems: [
        { message: expect.stringContaining('says, on n0: neither /nowhere/gigafactory nor') },
      ],
    });
    await absent.workers.close();
  });

  it('passes on what is wrong with the file, and starts nothing', async () => {
    const wrong = [{ text: 'wrong', from: 0, before: 8 }];
    const { workers, scheduler } = await opened();
    expect(await workers.answerAll('lives', wrong, { onPart: () => {} })).toMatchObject({
      ok: false,
      problems: [{ code: 'run.unknown' }],
    });
    expect(scheduler.calls.submit).toBe(0);
    await workers.close();
    expectNothingLeft();
  });

  it('computes a damaged answer again', async () => {
    fates({ all: { 1: 'fail' } });
    const first = await opened({ environment: 'GIGAFACTORY_TEST_DIE=24' });
    expect(await ask(first.workers)).toMatchObject({ ok: false });
    await first.workers.close();
    const answers = join(shared, readdirSync(shared)[0]!, 'answers');
    const [cut, grown] = readdirSync(answers);
    truncateSync(join(answers, cut!), 200);
    appendFileSync(join(answers, grown!), 'x');
    rmSync(join(jobs, 'fates.json'));
    const again = await opened();
    expect(await ask(again.workers)).toEqual(whole());
    await again.workers.close();
    expectNothingLeft();
  });

  it('waits for a scheduler that is away for a while', async () => {
    let isAway = true;
    const timer = setTimeout(() => {
      isAway = false;
    }, 400);
    const openScheduler = (prefix: string) =>
      fixture.openFakeScheduler(jobs, prefix, { away: () => isAway });
    const { workers } = await opened({ openScheduler });
    expect(await ask(workers)).toEqual(whole());
    clearTimeout(timer);
    await workers.close();
    expectNothingLeft();
  });

  it('hands on what the scheduler says of an array that it does not take', async () => {
    const openScheduler = (prefix: string) =>
      fixture.openFakeScheduler(jobs, prefix, { away: () => true });
    const timing = { ...HURRY.timing, patience: 200 };
    const { workers } = await opened({ openScheduler, timing });
    expect(await ask(workers)).toMatchObject({
      problems: [{ code: 'slurm.away' }],
    });
    await workers.close();
  });
});

describe('a control process that is stopped', () => {
  it('cancels its array for sure, and leaves nothing', async () => {
    fates({ 1: { 0: 'slow', 1: 'slow' } });
    const cancel = new AbortController();
    const { workers } = await opened();
    const answer = ask(workers, { signal: cancel.signal });
    await until(() => fixture.jobsIn(jobs).some(({ state }) => state === 'running'));
    cancel.abort();
    await expect(answer).rejects.toMatchObject({ code: 'cancelled' });
    expect(await workers.close()).toEqual([]);
    expectNothingLeft();
  });

  it('says which job may be left where the scheduler does not answer', async () => {
    let isAway = false;
    fates({ 1: { 0: 'slow', 1: 'slow' } });
    const cancel = new AbortController();
    const { workers } = await opened({
      openScheduler: (prefix) => fixture.openFakeScheduler(jobs, prefix, { away: () => isAway }),
      timing: { ...HURRY.timing, patience: 300 },
    });
    const answer = ask(workers, { signal: cancel.signal });
    await until(() => fixture.jobsIn(jobs).length > 0);
    isAway = true;
    cancel.abort();
    await expect(answer).rejects.toMatchObject({ code: 'cancelled' });
    const left = await workers.close();
    expect(left).toMatchObject([
      { code: 'batch.cancel', message: expect.stringMatching(/^Job 1 may/) },
    ]);
    expect(readdirSync(shared)).toHaveLength(1);
  });

  it.each([
    ['while tasks run', false],
    ['when all is answered', true],
  ])(
    'that is killed %s goes on where it was: nothing is computed twice, and one at a time',
    async (_, isOver) => {
      fates({ 1: { 0: 'slow' } });
      const options = {
        scheduler: jobs,
        inputs: INPUTS,
        request: REQUEST,
        shared,
        program: 'test',
        ...HURRY,
      };
      const shares = { taskSeconds: 1e-6, mostTasks: PARTS };
      const argument = JSON.stringify({ ...options, shares });
      const env = {
        ...process.env,
        GIGAFACTORY_TEST_LOG: log,
        GIGAFACTORY_TEST_PROGRAM: 'test',
      };
      const first = spawn(process.execPath, [CONTROL, ROOM, argument], { env, stdio: 'ignore' });
      children.push(first);
      await until(() => computed().length >= 2);
      // Another one of the same does not begin while this one lives.
      expect(await open()).toMatchObject({
        ok: false,
        problems: [
          { code: 'batch.claimed', message: expect.stringContaining(`process ${first.pid}`) },
        ],
      });
      // It sees no answer any more, and its tasks go on.
      first.kill('SIGSTOP');
      if (isOver) await until(() => fixture.jobsIn(jobs).every(({ state }) => state === 'ended'));
      const exited = once(first, 'exit');
      first.kill('SIGKILL');
      await exited;
      const { workers, scheduler } = await opened();
      expect(await ask(workers)).toEqual(whole());
      // The array of the first went on by itself, and was waited for.
      expect(scheduler.calls.submit).toBe(0);
      expect(computed()).toEqual([0, 8, 16, 24]);
      await workers.close();
      expectNothingLeft();
    },
  );
});

describe('a search on a scheduler', () => {
  it('finds what one machine finds, round by round, also with tasks that fail', async () => {
    fates({ 1: { 1: 'fail' }, 3: { 0: 'lost' } });
    const { workers } = await opened({
      request: { operation: 'optimise', input: RACE },
      isReal: true,
    });
    expect(await runInParts(workers, 'optimise', RACE)).toEqual(dispatch('optimise', RACE));
    await workers.close();
    expectNothingLeft();
  });
});

describe('openArrayWorkers', () => {
  it('refuses a folder that is not there, not absolute or no folder', async () => {
    writeFileSync(join(root, 'file'), '');
    for (const wrong of ['shared', join(root, 'nowhere'), join(root, 'file')]) {
      expect(await open({ shared: wrong })).toMatchObject({ problems: [{ code: 'batch.shared' }] });
    }
    expect(existsSync(join(root, 'nowhere'))).toBe(false);
  });

  it('refuses what the scheduler’s check refuses, and leaves nothing', async () => {
    const openScheduler = (prefix: string): ArrayScheduler => ({
      ...fixture.openFakeScheduler(jobs, prefix),
      check: async () => [{ code: 'slurm.partition', message: 'There is no partition "x".' }],
    });
    expect(await open({ openScheduler })).toMatchObject({
      problems: [{ code: 'slurm.partition' }],
    });
    expectNothingLeft();
  });
});
