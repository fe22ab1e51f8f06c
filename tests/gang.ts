import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Ranks of a program as an engine launches them: processes with an environment, and lines both ways. */

type Line = Readonly<Record<string, unknown>>;

const STARTED = new Set<Rank>();

/** Kills all that were started since; call it after each test. */
export function endRanks(): void {
  for (const rank of STARTED) rank.kill();
  STARTED.clear();
}

/** A rank, and what it has said so far. */
export class Rank {
  readonly lines: Line[] = [];
  readonly ended: Promise<number | null>;
  readonly #child: ChildProcess;
  #waiting: (() => void)[] = [];
  #errors = '';

  constructor(
    command: readonly string[],
    environment: Record<string, string>,
    stdin: 'pipe' | 'ignore',
  ) {
    const stdio = [stdin, 'pipe', 'pipe'] as const;
    this.#child = spawn(process.execPath, [...command], {
      env: { PATH: process.env['PATH'] ?? '', ...environment },
      stdio: [...stdio],
    });
    createInterface({ input: this.#child.stdout! }).on('line', (line) => {
      this.lines.push(JSON.parse(line));
      this.#wake();
    });
    this.#child.stderr!.on('data', (text) => {
      this.#errors += text;
    });
    this.ended = new Promise((resolve) => {
      this.#child.once('close', (code) => {
        this.#wake();
        resolve(code);
      });
    });
    STARTED.add(this);
  }

  get errors(): string {
    return this.#errors;
  }

  /** Resolves once it has said a line that has these values. */
  async says(values: Line): Promise<void> {
    const isThere = (): boolean =>
      this.lines.some((line) =>
        Object.entries(values).every(([key, value]) => line[key] === value),
      );
    while (!isThere()) {
      if (this.#child.exitCode !== null || this.#child.signalCode !== null) {
        const { exitCode, signalCode } = this.#child;
        throw new Error(`ended with ${exitCode ?? signalCode}: ${this.#errors}`);
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  order(message: object): void {
    this.#child.stdin!.write(`${JSON.stringify(message)}\n`);
  }

  kill(signal: 'SIGKILL' | 'SIGTERM' | 'SIGSTOP' | 'SIGCONT' = 'SIGKILL'): void {
    this.#child.kill(signal);
  }

  hangUp(): void {
    this.#child.stdin!.end();
  }

  /** Loss by step. */
  get losses(): Map<unknown, unknown> {
    const steps = this.lines.filter(({ loss }) => loss !== undefined);
    return new Map(steps.map(({ step, loss }) => [step, loss]));
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

export interface Gang {
  readonly checkpoints: string;
  readonly peers: readonly string[];
  readonly launch: (rank: number, extra?: Record<string, string>) => Rank;
}

export interface GangOptions {
  /** A script of Node's, and its arguments. */
  readonly command: readonly string[];
  readonly job: object;
  /** A folder for all gangs of a test file. */
  readonly folder: string;
  /** A pipe carries memberships; without one nobody leads the ranks. */
  readonly stdin?: 'pipe' | 'ignore';
  /** What all ranks have in their environment besides. */
  readonly environment?: Record<string, string>;
}

let gangs = 0;

export async function makeGang(size: number, options: GangOptions): Promise<Gang> {
  const { command, folder, stdin = 'pipe' } = options;
  const own = join(folder, `gang-${gangs++}`);
  const job = `${own}-job.json`;
  writeFileSync(job, JSON.stringify(options.job));
  const peers = await Promise.all(Array.from({ length: size }, freeAddress));
  const launch = (rank: number, extra: Record<string, string> = {}): Rank =>
    new Rank(
      command,
      {
        RANK: String(rank),
        WORLD_SIZE: String(size),
        GIGAFACTORY_RUN: 'tiny',
        GIGAFACTORY_ATTEMPT: '1',
        GIGAFACTORY_PEERS: peers.join(),
        GIGAFACTORY_SECRET: 'of this attempt',
        GIGAFACTORY_CHECKPOINTS: own,
        GIGAFACTORY_CHECKPOINT_EVERY: '8',
        GIGAFACTORY_JOB: job,
        ...options.environment,
        ...extra,
      },
      stdin,
    );
  return { checkpoints: own, peers, launch };
}

async function freeAddress(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== 'object' || !address) throw new Error('no port');
  return `127.0.0.1:${address.port}`;
}

export function members(gang: Gang, generation: number, ranks: readonly number[]): object {
  return { members: { generation, ranks, peers: ranks.map((rank) => gang.peers[rank]) } };
}

/** Size and hash of a checkpoint's files. */
export function filesOf(path: string): unknown {
  return JSON.parse(readFileSync(join(path, 'manifest.json'), 'utf8')).files;
}
