import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { StorePlace } from './open.ts';
import type { JournalStore } from './store.ts';

/** Runs what `tsc -b packages/server` built. */
const INDEX = pathToFileURL(join(import.meta.dirname, '../../dist/journal/index.js'));
const WRITER = fileURLToPath(new URL('./writer.fixture.mjs', import.meta.url));

/** Runs that a process writes journals of. */
export const RUNS = 5;

/** A process that writes, and what it printed. */
export class WriterProcess {
  readonly said: string[] = [];
  readonly #child: ChildProcess;
  readonly #exit: Promise<unknown>;
  #heard: () => void = () => {};

  /** `before` is what a shell does first. */
  constructor(place: StorePlace, before = '') {
    const command = `${before} exec "$0" "$@"`;
    const args = [
      '-c',
      command,
      process.execPath,
      WRITER,
      INDEX.href,
      JSON.stringify(place),
      String(RUNS),
    ];
    this.#child = spawn('bash', args, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#exit = once(this.#child, 'close');
    createInterface({ input: this.#child.stdout! }).on('line', (line) => {
      this.said.push(line);
      this.#heard();
    });
  }

  get pid(): number {
    return this.#child.pid!;
  }

  /** Resolves once a line that was printed after the first `from` is this one. @throws once it has ended without it */
  async until(wanted: RegExp, from = 0): Promise<void> {
    const isSaid = () => this.said.slice(from).some((line) => wanted.test(line));
    const ended = this.#exit.then(() => {
      if (isSaid()) return;
      const { exitCode, signalCode } = this.#child;
      const said = this.said.slice(-5).join('; ');
      throw new Error(`The writer ended with ${signalCode ?? exitCode}, and said: ${said}`);
    });
    while (!isSaid())
      await Promise.race([ended, new Promise<void>((resolve) => (this.#heard = resolve))]);
    ended.catch(() => undefined);
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    this.#child.kill(signal);
    if (this.#child.stdout!.readable || this.#child.exitCode === null) await this.#exit;
  }
}

/** The newest line of each run that was acknowledged. */
export function acknowledged(said: readonly string[]): Map<string, number> {
  const newest = new Map<string, number>();
  for (const line of said) {
    const [, run, number] = /^(run-\d+) (\d+)$/.exec(line) ?? [];
    if (run !== undefined) newest.set(run, Number(number));
  }
  return newest;
}

/** Whether every line of every run is there, whole and in its place; and how many there are. */
export async function linesOf(store: JournalStore): Promise<Map<string, number>> {
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
    assert.equal(texts.length, lines - 1);
    counts.set(name, lines);
  }
  return counts;
}
