import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GANG_SCRIPT, NOT_SHARED, SECOND_START } from './seat-script.ts';

/** Shells that images have as /bin/sh, of those that are here. */
const SHELLS = [['sh'], ['dash'], ['bash', '--posix'], ['busybox', 'sh']].filter(
  ([file = '', ...rest]) => spawnSync(file, [...rest, '-c', 'exit 0']).status === 0,
);

let folder = '';
const children: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gigafactory-seat-'));
});

afterEach(() => {
  for (const child of children.splice(0)) kill(child);
  rmSync(folder, { recursive: true, force: true });
});

/** As a container ends with its first process, so do these. */
function kill({ pid }: ChildProcess): void {
  try {
    if (pid) process.kill(-pid, 'SIGKILL');
  } catch {
    // Nothing is left of it.
  }
}

function start(shell: readonly string[], text: string, tasks = 2) {
  const script = join(folder, 'script.sh');
  writeFileSync(script, text);
  const [file = '', ...rest] = shell;
  const env = {
    PATH: process.env['PATH'],
    GIGAFACTORY_SEAT_NODE: 'n1',
    GIGAFACTORY_SEAT_TASKS: String(tasks),
    GIGAFACTORY_SEAT_OUTPUT: join(folder, 'out'),
  };
  const argv = [...rest, '-c', GANG_SCRIPT, 'seat', script, 'a b'];
  const child = spawn(file, argv, { cwd: folder, env, detached: true, stdio: 'ignore' });
  children.push(child);
  const end = new Promise<number | null>((resolve) => child.on('exit', resolve));
  return { child, end };
}

const read = (name: string) => readFileSync(join(folder, name), 'utf8');

describe.each(SHELLS)('the first process of a pod, by %s', (...shell) => {
  it('runs every task with its number and its arguments', async () => {
    const { end } = start(shell, 'echo "$GIGAFACTORY_SEAT_INDEX $1" >>seats', 3);
    expect(await end).toBe(0);
    expect(read('seats').trim().split('\n').sort()).toEqual(['0 a b', '1 a b', '2 a b']);
  });

  it('ends with the code of the task that fails, while others run', async () => {
    const { end } = start(shell, '[ "$GIGAFACTORY_SEAT_INDEX" = 1 ] && exit 77; sleep 60');
    expect(await end).toBe(77);
  });

  it('ends at once when it is told to', async () => {
    const { child, end } = start(shell, 'echo x >begun; sleep 60', 1);
    while (!existsSync(join(folder, 'begun'))) await new Promise((next) => setTimeout(next, 5));
    child.kill('SIGTERM');
    expect(await end).toBe(143);
  });

  it('does not begin a second time', async () => {
    expect(await start(shell, 'echo x >>begun', 1).end).toBe(0);
    expect(await start(shell, 'echo x >>begun', 1).end).toBe(SECOND_START);
    expect(read('begun')).toBe('x\n');
  });

  it('keeps what its tasks print', async () => {
    await start(shell, 'echo said; echo so >&2', 1).end;
    expect(read('out-n1.log')).toBe('said\nso\n');
  });
});

it('says that the folder is not shared where its script is not', () => {
  const env = { ...process.env, GIGAFACTORY_SEAT_NODE: 'n1', GIGAFACTORY_SEAT_TASKS: '1' };
  const argv = ['-c', GANG_SCRIPT, 'seat', join(folder, 'none.sh')];
  const { status, stderr } = spawnSync('sh', argv, { env, encoding: 'utf8' });
  expect(status).toBe(NOT_SHARED);
  expect(stderr).toContain('the shared folder is not mounted here');
});
