import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { ProcessIdentity } from '../../process/processes.ts';
import {
  findProcess,
  identityOf,
  killGroup,
  livingInGroup,
  residentMemory,
} from '../../process/processes.ts';
import type { OrderMark, RankNews, RankReport } from '../gang/cluster.ts';
import { LineSplitter } from '../gang/lines.ts';
import { LogFile, type LogStream } from '../gang/log-file.ts';
import type { LogLimits } from '../gang/options.ts';
import type { ProgressReader, Saying } from '../gang/progress/format.ts';
import { readerOf } from '../gang/progress/index.ts';
import type { RankEnd } from '../gang/telemetry.ts';
import type { RankOrder } from './agent-protocol.ts';

/** Longest line that is read for progress; B. Longer ones are only logged, in pieces of this size. */
const LONGEST_LINE = 1 << 16;

export interface RankHost {
  readonly logs: LogLimits;
  /** us of the machine's monotonic clock. */
  now(): number;
  tell(news: RankNews): void;
  /** Its process began or ended. */
  changed(): void;
}

/** One rank: a child of the agent, the leader of its own process group. */
export class AgentRank {
  readonly mark: OrderMark;
  readonly order: RankOrder;
  readonly #host: RankHost;
  readonly #log: LogFile;
  readonly #read: ProgressReader;
  #child: ChildProcess | undefined;
  #process: ProcessIdentity | undefined;
  #end: RankEnd | undefined;
  #endedAt: number | undefined;
  #why: RankEnd | undefined;
  #startStep: number | undefined;
  #step: number | undefined;
  #generation = 0;
  #cpuTime = 0;

  constructor(mark: OrderMark, order: RankOrder, host: RankHost) {
    this.mark = mark;
    this.order = order;
    this.#host = host;
    this.#log = new LogFile(order.log, host.logs);
    this.#read = readerOf(order.progress);
  }

  get hasEnded(): boolean {
    return this.#end !== undefined;
  }

  get process(): ProcessIdentity | undefined {
    return this.#process;
  }

  start(): void {
    const { argv, environment, cwd, hearsMembers } = this.order;
    const [file, ...rest] = argv;
    this.#note(`attempt ${this.mark.attempt}: ${JSON.stringify(argv)}`);
    try {
      const child = spawn(file!, rest, {
        cwd,
        env: environment,
        detached: true,
        stdio: [hearsMembers ? 'pipe' : 'ignore', 'pipe', 'pipe'],
      });
      this.#child = child;
      // A pid is there at once, or `error` follows.
      if (child.pid !== undefined) this.#process = identityOf(child.pid);
      child.on('error', (error) => this.#fail(error));
      child.on('exit', (code, signal) => this.#exit(code, signal));
      child.stdin?.on('error', () => {});
      if (child.stdout) this.#listen(child.stdout, 'o');
      if (child.stderr) this.#listen(child.stderr, 'e');
    } catch (error) {
      this.#fail(error instanceof Error ? error : new Error(String(error)));
    }
    this.#host.changed();
  }

  /** Writes a line to its standard input. */
  hear(line: string): void {
    const { stdin } = this.#child ?? {};
    if (stdin?.writable) stdin.write(`${line}\n`);
  }

  save(): void {
    if (!this.hasEnded) this.#child?.kill('SIGTERM');
  }

  /** Kills it and its children; returns whether none of them is left. */
  kill(): boolean {
    if (this.#process && killGroup(this.#process)) return false;
    return this.hasEnded;
  }

  /** Kills it if its processes hold more memory than they may. */
  watchMemory(): void {
    const { memory } = this.order;
    if (memory === undefined || this.hasEnded || !this.#process) return;
    const resident = residentMemory(this.#process);
    if (resident <= memory) return;
    const detail = `held ${megabytes(resident)} of the ${megabytes(memory)} that it may`;
    this.#why = { code: undefined, signal: 'SIGKILL', why: 'memory', detail };
    this.#note(`killed: ${detail}`);
    killGroup(this.#process);
  }

  report(): RankReport {
    const found = this.hasEnded || !this.#process ? undefined : findProcess(this.#process.pid);
    this.#cpuTime = found?.cpuTime ?? this.#cpuTime;
    return {
      ...this.#name(),
      process: this.#process,
      end: this.#end,
      endedAt: this.#endedAt,
      startStep: this.#startStep,
      step: this.#step,
      generation: this.#generation,
      isStopped: found?.isStopped ?? false,
      cpuTime: this.#cpuTime,
    };
  }

  /** Whether it is gone but its end has not been heard of yet. */
  get isEnding(): boolean {
    return !this.hasEnded && this.#process !== undefined && !findProcess(this.#process.pid);
  }

  #name() {
    const { run, attempt, command } = this.mark;
    return { run, attempt, command, rank: this.order.rank };
  }

  #listen(stream: Readable, name: LogStream): void {
    const splitter = new LineSplitter(LONGEST_LINE);
    const take = (lines: ReturnType<LineSplitter['push']>) => {
      this.#log.write(
        name,
        lines.map(({ bytes }) => bytes),
      );
      for (const { bytes, isWhole } of lines) if (isWhole) this.#hearLine(bytes, name);
    };
    stream.on('data', (chunk: Buffer) => take(splitter.push(chunk)));
    stream.on('end', () => take(splitter.end()));
    stream.on('error', () => {});
  }

  #hearLine(bytes: Buffer, name: LogStream): void {
    // Megatron and TorchTitan log to either; our own contract is on standard output alone.
    if (name === 'e' && this.order.progress === 'lines') return;
    const saying = this.#read(bytes.toString('utf8'));
    if (!saying) return;
    this.#remember(saying);
    this.#host.tell({ ...this.#name(), ...saying });
  }

  #remember(saying: Saying): void {
    if (saying.kind === 'start') this.#startStep = saying.step;
    else if (saying.kind === 'progress') this.#step = saying.step;
    else if (saying.kind === 'members') this.#generation = saying.generation;
  }

  #fail(error: Error): void {
    if (this.#process) return;
    this.#note(`could not be started: ${error.message}`);
    this.#finish({ code: undefined, signal: undefined, why: 'start', detail: error.message });
  }

  /** Its pipes may still hold what it said last: the end is told after it. */
  #exit(code: number | null, signal: string | null): void {
    const end: RankEnd = this.#why ?? {
      code: code ?? undefined,
      signal: signal ?? undefined,
      why: 'exit',
    };
    // Nothing of the group outlives its leader, and a child of it would keep the pipes open.
    if (this.#process) killGroup(this.#process);
    const child = this.#child!;
    let isOver = false;
    const finish = () => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      this.#note(`ended with ${signal ?? `exit code ${code}`}`);
      this.#finish(end);
    };
    const timer = setTimeout(finish, LAST_WORDS);
    child.once('close', finish);
  }

  #finish(end: RankEnd): void {
    this.#end = end;
    this.#endedAt = this.#host.now();
    this.#log.close();
    this.#host.tell({ ...this.#name(), kind: 'ended', end, endedAt: this.#endedAt });
    this.#host.changed();
  }

  #note(text: string): void {
    this.#log.write('=', [Buffer.from(text)]);
  }
}

/** ms that the output of a rank is waited for after its end. */
const LAST_WORDS = 2000;

/** Processes of a rank's group that live. */
export function livingOf(rank: AgentRank): number {
  return rank.process ? livingInGroup(rank.process).length : 0;
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}
