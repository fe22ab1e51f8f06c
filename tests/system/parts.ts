import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PROGRAM = join(ROOT, 'packages/cli/bin/gigafactory.js');
const FILE = join(ROOT, 'examples/one-pod.yaml');

/** A cluster, as the command line is told of it. */
export interface Place {
  /** Options that name it. */
  readonly options: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly shared: string;
  /** Jobs of which something is left. */
  living(): Promise<readonly string[]>;
  stop(): Promise<void>;
}

const TWIN = ['twin', FILE, '--days', '5', '--lives', '16', '--json'];

/** A busy machine starts a program in ten seconds, and each of these starts six of them or more. */
const PATIENCE_MS = 300_000;

/** What holds on every cluster: the answer of one machine, whatever happens to tasks and to the process that asks. */
export function itAnswersInParts(open: () => Promise<Place>): void {
  let place: Place;
  let program: Program;
  const holds = (name: string, test: () => Promise<void>) => it(name, test, PATIENCE_MS);

  beforeAll(async () => {
    place = await open();
    program = new Program(place);
  });

  afterAll(async () => {
    program?.killAll();
    await place?.stop();
  });

  holds('is that of one machine, also where a task is killed', async () => {
    const here = answerOf(await program.here(TWIN).ended);
    const { ended } = program.there(TWIN);
    const [victim] = await untilTasks(place.shared);
    process.kill(victim!, 'SIGKILL');
    expect(answerOf(await ended)).toEqual(here);
    await expectNothingLeft(place);
  });

  holds('is gone on with by the same command after the process was killed', async () => {
    const first = program.there(TWIN);
    await untilTasks(place.shared);
    first.child.kill('SIGKILL');
    await first.ended;
    const here = answerOf(await program.here(TWIN).ended);
    expect(answerOf(await program.there(TWIN).ended)).toEqual(here);
    await expectNothingLeft(place);
  });

  holds('leaves nothing after Ctrl-C', async () => {
    const { child, ended } = program.there(TWIN);
    await untilTasks(place.shared);
    child.kill('SIGINT');
    expect(await ended).toEqual({ code: 130, out: '', err: '' });
    await expectNothingLeft(place);
  });
}

interface Ended {
  readonly code: unknown;
  readonly out: string;
  readonly err: string;
}

/** The command line as processes. */
class Program {
  readonly #place: Place;
  readonly #children = new Set<ChildProcess>();

  constructor(place: Place) {
    this.#place = place;
  }

  /** On this machine. */
  here(argv: readonly string[]) {
    const child = spawn(process.execPath, [PROGRAM, ...argv], {
      env: { ...process.env, ...this.#place.env },
    });
    this.#children.add(child);
    let [out, err] = ['', ''];
    child.stdout.on('data', (data) => {
      out += data;
    });
    child.stderr.on('data', (data) => {
      err += data;
    });
    const ended = once(child, 'close').then(([code]): Ended => ({ code, out, err }));
    return { child, ended };
  }

  /** In two tasks of the cluster. */
  there(argv: readonly string[]) {
    return this.here([...argv, ...this.#place.options, '--tasks', '2']);
  }

  killAll(): void {
    for (const child of this.#children) child.kill('SIGKILL');
  }
}

/** All but the CPU time. */
function answerOf({ code, out, err }: Ended): unknown {
  expect({ code, err, out: code === 0 ? '' : out }).toEqual({ code: 0, err: '', out: '' });
  const { cpuSeconds, ...answer } = JSON.parse(out);
  expect(cpuSeconds).toBeGreaterThan(0);
  return answer;
}

async function expectNothingLeft(place: Place): Promise<void> {
  expect(tasksIn(place.shared)).toEqual([]);
  expect(readdirSync(place.shared).filter((name) => name.includes('parts'))).toEqual([]);
  // A cluster takes a moment to forget a job that has ended.
  await expect.poll(() => place.living(), { timeout: 60_000 }).toEqual([]);
}

/** Processes of tasks that work in a folder. */
function tasksIn(shared: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const [argv, env] = ['cmdline', 'environ'].map((file) =>
          readFileSync(`/proc/${pid}/${file}`, 'utf8').split('\0'),
        );
        const isTask = env!.some((entry) => entry.startsWith('GIGAFACTORY_ARRAY_INDEX='));
        return isTask && argv!.includes('parts') && argv!.some((word) => word.startsWith(shared));
      } catch {
        // It ended meanwhile.
        return false;
      }
    })
    .map(Number);
}

async function untilTasks(shared: string): Promise<number[]> {
  for (const end = performance.now() + 120_000; performance.now() < end; ) {
    const tasks = tasksIn(shared);
    if (tasks.length > 0) return tasks;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('no task has begun in two minutes');
}
