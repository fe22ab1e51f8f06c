import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createStream } from '@gigafactory/core/base';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from './open.ts';
import type { JournalStore } from './store.ts';

/** What only other processes can show; they run what `tsc -b packages/server` built. */

const INDEX = pathToFileURL(join(import.meta.dirname, '../../dist/journal/index.js'));
const WRITER = fileURLToPath(new URL('./writer.fixture.mjs', import.meta.url));
const RUNS = 5;
const KILLS = 25;

let folder: string;
let path: string;
let writers: Writer[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gigafactory-kill-'));
  path = join(folder, 'journal.db');
  writers = [];
});
afterEach(async () => {
  for (const writer of writers) await writer.end('SIGKILL');
  rmSync(folder, { recursive: true });
});

/** A process that writes, and what it printed. */
class Writer {
  readonly said: string[] = [];
  readonly #child: ChildProcess;
  readonly #exit: Promise<unknown>;
  #heard: () => void = () => {};

  /** `before` is what a shell does first. */
  constructor(before = '') {
    const command = `${before} exec "$0" "$@"`;
    const args = [
      '-c',
      command,
      process.execPath,
      WRITER,
      INDEX.href,
      JSON.stringify({ kind: 'file', path }),
      String(RUNS),
    ];
    this.#child = spawn('bash', args, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#exit = once(this.#child, 'close');
    createInterface({ input: this.#child.stdout! }).on('line', (line) => {
      this.said.push(line);
      this.#heard();
    });
    writers.push(this);
  }

  get pid(): number {
    return this.#child.pid!;
  }

  /** Resolves once a line that was printed after the first `from` is this one. */
  async until(wanted: RegExp, from = 0): Promise<void> {
    while (!this.said.slice(from).some((line) => wanted.test(line)))
      await new Promise<void>((resolve) => (this.#heard = resolve));
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    this.#child.kill(signal);
    if (this.#child.stdout!.readable || this.#child.exitCode === null) await this.#exit;
  }
}

async function open(): Promise<JournalStore> {
  const result = await openStore({ kind: 'file', path }, { lingerMs: 5, retryMs: 20 });
  if (!result.ok) throw new Error(result.problems[0]?.message);
  return result.value;
}

/** The newest line of each run that was acknowledged. */
function acknowledged(said: readonly string[]): Map<string, number> {
  const newest = new Map<string, number>();
  for (const line of said) {
    const [, run, number] = /^(run-\d+) (\d+)$/.exec(line) ?? [];
    if (run !== undefined) newest.set(run, Number(number));
  }
  return newest;
}

/** Whether every line of every run is there, whole and in its place; and how many there are. */
async function linesOf(store: JournalStore): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const { name, lines } of store.list()) {
    const texts: string[] = [];
    for await (const piece of store.read(name, 2)) texts.push(...piece);
    texts.forEach((text, index) => {
      const line = index + 2;
      const filling = 'x'.repeat((line * 7919) % 600);
      if (text !== `${JSON.stringify({ name, line, filling })}\n`)
        throw new Error(`line ${line} of ${name} is ${text}`);
    });
    expect(texts.length).toBe(lines - 1);
    counts.set(name, lines);
  }
  return counts;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

describe('a writer that is killed', () => {
  it(`has lost nothing that it acknowledged, and tore nothing, ${KILLS} times over`, async () => {
    const moments = createStream(7);
    const orders = new Set<number>();
    for (let kill = 0; kill < KILLS; kill++) {
      const writer = new Writer();
      await writer.until(/^run-/);
      await pause(150 * moments.next());
      await writer.end('SIGKILL');
      const store = await open();
      const lines = await linesOf(store);
      for (const [run, line] of acknowledged(writer.said)) {
        expect(lines.get(run)).toBeGreaterThanOrEqual(line);
      }
      for (const line of writer.said) {
        const [, order] = /^order (\d+)$/.exec(line) ?? [];
        if (order !== undefined) orders.add(Number(order));
      }
      const kept = new Set((await store.orders()).map(({ time }) => time));
      expect([...orders].filter((order) => !kept.has(order))).toEqual([]);
      await store.close();
    }
    expect(orders.size).toBeGreaterThan(0);
  });

  it('keeps everybody else out while it lives, and nobody once it is dead', async () => {
    const writer = new Writer();
    await writer.until(/^run-/);
    const second = new Writer();
    await second.until(/^refused journal\.held/);
    const third = await openStore({ kind: 'file', path });
    expect(third.ok || third.problems[0]?.message).toContain(`process ${writer.pid} `);
    await writer.end('SIGKILL');
    await (await open()).close();
  });
});

describe('a writer that sleeps while another takes over', () => {
  it('writes nothing when it wakes up, and says why', async () => {
    const writer = new Writer();
    await writer.until(/^run-0/);
    writer.signal('SIGSTOP');
    rmSync(`${path}.lock`);
    let opened = await openStore({ kind: 'file', path });
    while (!opened.ok) {
      // It fell asleep in the middle of a transaction.
      expect(opened.problems[0]?.code).toBe('journal.busy');
      writer.signal('SIGCONT');
      await pause(5);
      writer.signal('SIGSTOP');
      opened = await openStore({ kind: 'file', path });
    }
    const store = opened.value;
    const before = await linesOf(store);
    writer.signal('SIGCONT');
    await writer.until(/^lost journal\.fenced/);
    for (let run = 0; run < RUNS; run++) await writer.until(/^ended journal\.fenced/, run);
    expect(await linesOf(store)).toEqual(before);
    for (const [run, line] of acknowledged(writer.said)) {
      expect(before.get(run)).toBeGreaterThanOrEqual(line);
    }
    await store.close();
  });
});

describe('a disk that is full', () => {
  it.runIf(process.platform === 'linux')(
    'stops acknowledgements until there is room, and loses none',
    async () => {
      // No file may grow beyond 300 KiB, which the system reports like a disk error.
      const writer = new Writer('ulimit -Sf 300;');
      await writer.until(/^troubled journal\.full/);
      const said = writer.said.length;
      await pause(100);
      expect(writer.said.slice(said)).toEqual([]);
      spawnSync('bash', ['-c', `prlimit --pid ${writer.pid} --fsize=unlimited`]);
      await writer.until(/^recovered/);
      await writer.until(/^run-0/, writer.said.length);
      await writer.end('SIGKILL');
      const store = await open();
      const lines = await linesOf(store);
      for (const [run, line] of acknowledged(writer.said)) {
        expect(lines.get(run)).toBeGreaterThanOrEqual(line);
      }
      await store.close();
    },
  );
});
