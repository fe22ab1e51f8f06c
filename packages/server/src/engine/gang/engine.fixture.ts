import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Micros, RunSpec } from '@gigafactory/core/protocol';
import { GangEngine } from './gang-engine.ts';
import type { EngineClock, EngineOptions, EngineRun } from './options.ts';

/** What counts steps and trains nothing; its first lines say what can be asked of it. */
export const PROGRAM = fileURLToPath(new URL('./program.fixture.pl', import.meta.url));
/** How it is started here: engines are given the path of a program, as a run resolves it. */
export const COUNTING = [onPath('perl'), PROGRAM] as const;

function onPath(name: string): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? name;
}

/** Marks everything that a test starts. */
export const FOLDER_VARIABLE = 'GIGAFACTORY_TEST';

/** Time that passes only when a test lets it, so that no test waits for a timer or fails because it was slow. */
export class TestClock implements EngineClock {
  now: Micros = 0;
  #agenda: { readonly at: Micros; readonly act: () => void }[] = [];

  after(delay: Micros, act: () => void): () => void {
    const entry = { at: this.now + delay, act };
    this.#agenda.push(entry);
    return () => {
      this.#agenda = this.#agenda.filter((other) => other !== entry);
    };
  }

  passUntil(until: Micros): void {
    for (;;) {
      const [next] = this.#agenda.toSorted((a, b) => a.at - b.at);
      if (!next || next.at > until) break;
      this.#agenda = this.#agenda.filter((entry) => entry !== next);
      this.now = Math.max(this.now, next.at);
      next.act();
    }
    this.now = Math.max(this.now, until);
  }
}

/** An engine whose time a test lets pass. */
export class TestEngine extends GangEngine {
  readonly clock: TestClock;
  readonly folder: string;
  isClosed = false;

  constructor(
    options: EngineOptions & { readonly clock: TestClock },
    newCluster: ConstructorParameters<typeof GangEngine>[1],
  ) {
    super(options, newCluster);
    this.clock = options.clock;
    this.folder = options.folder;
  }

  override close(): void {
    this.isClosed = true;
    super.close();
  }
}

const folders: string[] = [];

export interface TestRun extends Partial<Omit<EngineRun, 'program'>> {
  readonly environment?: Readonly<Record<string, string>>;
  readonly argv?: EngineRun['program']['argv'];
}

/** A run of the fixture program on 2 replicas of one node. */
export function testRun(folder: string, changes: TestRun = {}): EngineRun {
  const { environment, argv, ...rest } = changes;
  const name = changes.run ?? 'a';
  const totalSteps = changes.totalSteps ?? 1_000_000;
  const job = join(folder, `job-${encodeURIComponent(name)}.json`);
  writeFileSync(job, JSON.stringify({ steps: totalSteps }));
  return {
    run: name,
    replicas: 2,
    nodesPerReplica: 1,
    ranksPerNode: 1,
    recovery: 'spare',
    hangTimeout: 60,
    stepTime: 10_000,
    totalSteps,
    program: {
      argv: argv ?? COUNTING,
      environment: { PATH: process.env['PATH'] ?? '', [FOLDER_VARIABLE]: folder, ...environment },
      cwd: folder,
      progress: 'lines',
    },
    job,
    checkpoints: join(folder, `checkpoints-${encodeURIComponent(name)}`),
    keep: { last: 3 },
    limits: {},
    ...rest,
  };
}

export function runOfSpec(folder: string, spec: RunSpec): EngineRun {
  const { run, replicas, nodesPerReplica, policy } = spec;
  const { recovery, hangTimeout } = policy;
  return testRun(folder, { run, replicas, nodesPerReplica, recovery, hangTimeout });
}

export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gigafactory-engine-'));
  folders.push(folder);
  return folder;
}

/** s; a machine that does several things at once takes tens of them. */
const MOST_WAITING = 120;

/** Waits for a condition, however long the machine takes. */
export async function until(is: () => boolean): Promise<void> {
  const end = Date.now() + MOST_WAITING * 1000;
  while (!is()) {
    if (Date.now() > end) throw new Error(`not so after ${MOST_WAITING} s: ${is}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Deletes what `newFolder` made. */
export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}
