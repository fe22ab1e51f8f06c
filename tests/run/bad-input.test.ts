import { execFileSync, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { faultOf } from '../../scripts/lib/chaos/checkpoints.mjs';
import { eventsOf } from '../../scripts/lib/chaos/journal.mjs';
import { Rig, waitFor } from '../../scripts/lib/chaos/rig.mjs';
import { type Change, PROGRAM, writeFactory } from './factory.ts';

/* What goes wrong when something is run for real, from the command line to the last process. */

const PATIENCE_MS = 120_000;

let rig: Rig;
let folder: string;

beforeEach(() => {
  rig = new Rig();
  folder = mkdtempSync(join(tmpdir(), 'gigafactory-run-'));
});

afterEach(async () => {
  await rig.end();
  rmSync(folder, { recursive: true });
});

/** The last line of JSON lines. */
function lastOf(stdout: string) {
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
}

/** What a refusal with --json says: the last line of `run`, all that other commands print. */
function problemsOf({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }) {
  const text = stdout || stderr;
  const { problems } = (text.startsWith('{\n') ? JSON.parse(text) : lastOf(text)) as {
    problems: readonly { readonly code: string; readonly message: string }[];
  };
  return {
    codes: problems.map(({ code }) => code),
    messages: problems.map(({ message }) => message).join('\n'),
  };
}

function run(change: Change, ...flags: readonly string[]) {
  return rig.cli(['run', writeFactory(folder, change), '--yes', '--json', ...flags]);
}

/** Starts a run and lets it go on by itself. */
async function start(change: Change): Promise<void> {
  const { code, stdout, stderr } = await run(change, '-d');
  expect({ code, stderr, stdout }).toMatchObject({ code: 0 });
}

async function until<T>(find: () => T | undefined | false | Promise<T | undefined | false>) {
  const found = await waitFor(find, PATIENCE_MS);
  if (!found) throw new Error(`it never came to that: ${(await rig.cli(['ls', '--json'])).stdout}`);
  return found;
}

const ended = (name = 'quick') =>
  until(async () => {
    const detail = await rig.detail(name);
    return detail && detail.state !== 'active' && detail;
  });

/** What was told of a run, as sentences. */
async function wordsOf(name = 'quick'): Promise<string[]> {
  const words: string[] = [];
  await rig.stream(`/runs/${name}/events`, (line) => words.push(JSON.parse(line).words));
  return words;
}

async function refused(change: Change) {
  const answer = await run(change);
  expect(answer.code).toBe(2);
  expect(rig.table.read().ranks).toEqual([]);
  return problemsOf(answer);
}

describe('what is refused before anything is started', () => {
  it('a program that is not there, by its name', async () => {
    const { codes, messages } = await refused({ command: ['no-such-trainer'] });
    expect(codes).toEqual(['program.notFound']);
    expect(messages).toContain('no-such-trainer');
  });

  it('ranks that do not fill nodes', async () => {
    const { codes } = await refused({ ranksPerNode: 3 });
    expect(codes).toEqual(['engine.ranks']);
  });

  it('a folder for checkpoints that cannot be written', async () => {
    writeFileSync(join(folder, 'file'), '');
    const { codes, messages } = await refused({ checkpoints: join(folder, 'file/checkpoints') });
    expect(codes).toEqual(['checkpoints.unwritable']);
    expect(messages).toContain(join(folder, 'file/checkpoints'));
  });
});

describe('a run that waits', () => {
  it('waits for nodes that are not there, says so, and is stopped', async () => {
    await start({ nodes: 1 });
    const detail = await until(async () => {
      const found = await rig.detail('quick');
      return found?.phase === 'waiting' && found;
    });
    expect(detail.reason).toMatch(/lacks 2 .*waits/);
    expect((await rig.cli(['stop', 'quick', '--yes', '--json'])).code).toBe(0);
    expect((await ended()).state).toBe('stopped');
    expect(await rig.leftOver()).toEqual([]);
  });
});

describe('checkpoints', () => {
  it('starts from the one before where the newest is corrupt, and says so', async () => {
    const hang = join(folder, 'go-on');
    await start({ environment: { HANG_FILE: hang } });
    const kept = await until(() => {
      const path = rig.pathOf('quick', 'checkpoints');
      const steps = existsSync(path) ? readdirSync(path).filter((name) => !/draft/.test(name)) : [];
      return steps.length >= 2 && steps.sort();
    });
    const [older, newest] = kept
      .slice(-2)
      .map((name) => rig.pathOf('quick', `checkpoints/${name}`));
    appendFileSync(join(newest!, 'model.safetensors'), 'torn');
    expect(faultOf(newest!)).toMatch(/model.safetensors/);
    writeFileSync(hang, '');
    for (const { pid } of rig.table.read().ranks) process.kill(pid, 'SIGKILL');
    const { state, attempts } = await ended();
    expect(state).toBe('finished');
    const { step } = JSON.parse(readFileSync(join(older!, 'manifest.json'), 'utf8'));
    expect(attempts.map(({ fromStep }) => fromStep)).toEqual([0, step]);
    expect(await wordsOf()).toContainEqual(expect.stringContaining(`${newest} is passed over: `));
  });
});

describe('output', () => {
  it('takes bytes that are no text for a line of the log, and trains on', async () => {
    const { code, stdout } = await run({ environment: { GARBAGE: '1' } });
    expect(code).toBe(0);
    expect(lastOf(stdout)).toMatchObject({ state: 'finished' });
    const logs = await rig.cli(['logs', 'quick', '--rank', '0']);
    expect(logs.code).toBe(0);
    // No control character reaches a terminal.
    expect(logs.stdout.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  });

  it('keeps no more of a flood of lines than its limit, and trains on', async () => {
    const { code } = await run({ environment: { LOG_MB: '160' } });
    expect(code).toBe(0);
    const logs = rig.pathOf('quick', 'logs');
    const files = (readdirSync(logs, { recursive: true }) as string[]).filter((name) =>
      /rank-0\.log/.test(name),
    );
    expect(files.length).toBeGreaterThan(1);
    for (const file of files) expect(statSync(join(logs, file)).size).toBeLessThan(101e6);
  });
});

describe('names that a shell would obey', () => {
  const HOSTILE = 'a; touch $(pwd) `id` && "b"';

  it('are none for a run', async () => {
    const { codes, messages } = await refused({ run: HOSTILE });
    expect(codes).toContain('name.invalid');
    expect(messages).toContain(HOSTILE);
  });

  it('are taken as they stand in paths and arguments', async () => {
    const hostile = join(folder, HOSTILE);
    mkdirSync(hostile);
    copyFileSync(PROGRAM, join(hostile, 'program.mjs'));
    const command = [process.execPath, join(hostile, 'program.mjs'), HOSTILE];
    const file = writeFactory(hostile, { command, checkpoints: join(hostile, 'checkpoints') });
    const { code, stdout } = await rig.cli(['run', file, '--yes', '--json']);
    expect(code).toBe(0);
    expect(lastOf(stdout)).toMatchObject({ state: 'finished' });
    expect(readdirSync(hostile).sort()).toEqual(['checkpoints', 'factory.yaml', 'program.mjs']);
    expect(readdirSync(folder)).toEqual([HOSTILE]);
  });
});

describe('orders', () => {
  it('obeys the first of two people who order opposite things, and tells the other of it', async () => {
    await start({ environment: { HANG_FILE: join(folder, 'never') } });
    await until(async () => (await rig.detail('quick'))?.phase === 'running');
    const taken = await both(['drain', 'quick:0'], ['resume', 'quick:0']);
    await until(async () => (await rig.detail('quick'))?.orders.every(({ outcome }) => outcome));
    const drained = (await rig.detail('quick'))?.fleet.find(({ index }) => index === 0);
    expect(drained?.state).toBe(taken.at(-1) === 'resume' ? 'free' : 'cordoned');
    expect(await both(['stop', 'quick'], ['requeue', 'quick'])).toContain('stop');
    const { state, orders } = await ended();
    expect(state).toBe('stopped');
    for (const { by, outcome } of orders) expect([by, outcome]).not.toContain('');
    expect(await rig.leftOver()).toEqual([]);
  });

  it('refuses a second run of a name that is live, and says how to end the first', async () => {
    await start({ environment: { HANG_FILE: join(folder, 'never') } });
    const answer = await run({});
    expect(answer.code).toBe(2);
    const { codes, messages } = problemsOf(answer);
    expect(codes).toEqual(['run.live']);
    expect(messages).toContain('gigafactory stop quick');
    await rig.cli(['stop', 'quick', '--yes']);
    await ended();
  });

  /** Gives two orders at once; which of them were taken, in the order in which they were recorded. */
  async function both(...orders: readonly (readonly string[])[]): Promise<string[]> {
    const before = (await rig.detail('quick'))?.orders.length ?? 0;
    const answers = await Promise.all(
      orders.map((order) => rig.cli([...order, '--yes', '--json'])),
    );
    const refusals = answers.filter(({ code }) => code !== 0);
    for (const answer of refusals) {
      expect(answer.code).toBe(2);
      expect(problemsOf(answer).codes).toEqual([expect.stringMatching(/^(order|run)\./)]);
    }
    const recorded = (await rig.detail('quick'))?.orders.slice(before) ?? [];
    expect(recorded).toHaveLength(orders.length - refusals.length);
    return recorded.map(({ order }) => order.split(' ')[0]!);
  }
});

describe('the clock', () => {
  it('goes on in the journal when the wall clock is put back', async () => {
    const back = join(folder, 'back');
    const shift = join(folder, 'shift.mjs');
    writeFileSync(
      shift,
      `import { existsSync } from 'node:fs';
      const now = Date.now;
      Date.now = () => now() - (existsSync(${JSON.stringify(back)}) ? 3_600_000 : 0);`,
    );
    const clocked = new Rig({ NODE_OPTIONS: `--import=${shift}` });
    try {
      const file = writeFactory(folder);
      await clocked.command('run', file, '--yes', '--json', '-d');
      await until(async () => (await clocked.detail('quick'))?.phase === 'running');
      writeFileSync(back, '');
      await until(async () => (await clocked.detail('quick'))?.state === 'finished');
      const times = eventsOf(await clocked.command('journal', 'quick')).map(({ at }) => at);
      expect(times).toEqual([...times].sort((a, b) => a - b));
      expect(times.at(-1)).toBeLessThan(3600e6);
    } finally {
      await clocked.end();
    }
  });
});

describe('a full disk', () => {
  it.runIf(canMount())(
    'pauses a run with its reason, and lets it go on once there is space',
    async () => {
      const disk = join(folder, 'disk');
      mkdirSync(disk);
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', disk]);
      const small = new Rig({}, disk);
      try {
        await small.command(
          'run',
          writeFactory(folder, { environment: { STEP_MS: '200' } }),
          '--yes',
          '--json',
          '-d',
        );
        await until(async () => (await small.detail('quick'))?.phase === 'running');
        const { bavail, blocks, bsize } = statfsSync(disk);
        writeFileSync(join(disk, 'ballast'), Buffer.alloc((bavail - 0.04 * blocks) * bsize));
        const paused = await until(async () => {
          const detail = await small.detail('quick');
          return (
            detail && /free/.test(detail.reason) && small.table.read().ranks.length === 0 && detail
          );
        });
        expect(paused).toMatchObject({ state: 'active', reason: expect.stringContaining('disk') });
        rmSync(join(disk, 'ballast'));
        const { checkpoints, steps, progress } = await until(async () => {
          const detail = await small.detail('quick');
          return detail?.state === 'finished' && detail;
        });
        expect(progress.step).toBe(steps);
        expect(checkpoints.map(({ path }) => faultOf(path))).toEqual(
          checkpoints.map(() => undefined),
        );
      } finally {
        await small.end();
        // What was ended a moment ago may still have a file open there.
        await until(async () => spawnSync('umount', [disk]).status === 0);
      }
    },
  );
});

/** Only root can make a disk small enough to be filled. */
function canMount(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0;
}
