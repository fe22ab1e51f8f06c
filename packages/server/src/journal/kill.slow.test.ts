import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStream } from '@gigafactory/core/base';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from './open.ts';
import type { JournalStore } from './store.ts';
import { acknowledged, linesOf, RUNS, WriterProcess } from './writer-process.fixture.ts';

/** What only other processes can show; they run what `tsc -b packages/server` built. */

const KILLS = 25;

let folder: string;
let path: string;
let writers: WriterProcess[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gigafactory-kill-'));
  path = join(folder, 'journal.db');
  writers = [];
});
afterEach(async () => {
  for (const writer of writers) await writer.end('SIGKILL');
  rmSync(folder, { recursive: true });
});

/** `before` is what a shell does first. */
function startWriter(before?: string): WriterProcess {
  const writer = new WriterProcess({ kind: 'file', path }, before);
  writers.push(writer);
  return writer;
}

async function open(): Promise<JournalStore> {
  const result = await openStore({ kind: 'file', path }, { lingerMs: 5, retryMs: 20 });
  if (!result.ok) throw new Error(result.problems[0]?.message);
  return result.value;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

describe('a writer that is killed', { retry: 0 }, () => {
  it(`has lost nothing that it acknowledged, and tore nothing, ${KILLS} times over`, async () => {
    const moments = createStream(7);
    const orders = new Set<number>();
    for (let kill = 0; kill < KILLS; kill++) {
      const writer = startWriter();
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
    const writer = startWriter();
    await writer.until(/^run-/);
    const second = startWriter();
    await second.until(/^refused journal\.held/);
    const third = await openStore({ kind: 'file', path });
    expect(third.ok || third.problems[0]?.message).toContain(`process ${writer.pid} `);
    await writer.end('SIGKILL');
    await (await open()).close();
  });
});

describe('a writer that sleeps while another takes over', { retry: 0 }, () => {
  it('writes nothing when it wakes up, and says why', async () => {
    const writer = startWriter();
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

describe('a disk that is full', { retry: 0 }, () => {
  it.runIf(process.platform === 'linux')(
    'stops acknowledgements until there is room, and loses none',
    async () => {
      // No file may grow beyond 300 KiB, which the system reports like a disk error.
      const writer = startWriter('ulimit -Sf 300;');
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
