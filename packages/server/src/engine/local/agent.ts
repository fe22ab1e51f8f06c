import { appendFileSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import type { ProcessIdentity } from '../../process/processes.ts';
import { identityOf, isAlive } from '../../process/processes.ts';
import type { OrderMark, RankNews, RankReport } from '../gang/cluster.ts';
import { parseObject } from '../gang/lines.ts';
import {
  AGENT_FILES,
  type AgentMessage,
  type AgentOptions,
  type AgentOrder,
  type AgentRequest,
  type AgentState,
  type Hello,
} from './agent-protocol.ts';
import { AgentRank, livingOf } from './agent-rank.ts';
import { readJsonLines, sendJsonLine } from './json-lines.ts';

/*
 * A node: a process that starts and ends the ranks of one node as its children, and outlives the control plane
 * that started it. It does what it is asked under the newest order, and decides nothing.
 */

/** Reports that are kept for an engine that comes back. */
const KEPT_REPORTS = 10_000;
/** B that may wait in the socket; beyond, what is said of steps is left out. */
const MOST_WAITING = 1 << 20;
const MEMORY_INTERVAL = 500;
const DEATH_INTERVAL = 10;
/** ms after which processes that cannot be killed are reported as left. */
const DEATH_PATIENCE = 10_000;

type StartOrder = Extract<AgentOrder, { order: 'start' }>;

class Agent {
  readonly #folder: string;
  readonly #options: AgentOptions;
  readonly #self: ProcessIdentity;
  readonly #server: Server;
  readonly #ranks = new Map<string, AgentRank>();
  /** The newest order about each run. */
  readonly #newest = new Map<string, OrderMark & { generation: number }>();
  #reports: { readonly number: number; readonly news: RankNews }[] = [];
  #lastReport = 0;
  #engine: Socket | undefined;
  #idleSince = Date.now();

  constructor(folder: string, options: AgentOptions, self: ProcessIdentity) {
    this.#folder = folder;
    this.#options = options;
    this.#self = self;
    this.#server = createServer((socket) => this.#meet(socket));
  }

  open(): void {
    rmSync(this.#options.socket, { force: true });
    this.#server.on('error', (error) => this.#die(error));
    this.#server.listen(this.#options.socket, () => this.#writeState());
    setInterval(() => this.#watch(), MEMORY_INTERVAL);
    for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
      process.on(
        name,
        () => void this.#endAll([...this.#ranks.values()]).then(() => this.#leave()),
      );
    }
    process.on('uncaughtException', (error) => this.#die(error));
  }

  #die(error: Error): void {
    appendFileSync(join(this.#folder, AGENT_FILES.log), `${error.stack ?? error.message}\n`);
    process.exit(1);
  }

  /** The first line must be a greeting with the secret; the newest engine is the one that counts. */
  #meet(socket: Socket): void {
    let isKnown = false;
    socket.on('error', () => {});
    socket.on('close', () => {
      if (this.#engine !== socket) return;
      this.#engine = undefined;
      this.#idleSince = Date.now();
    });
    readJsonLines(socket, (message) => {
      if (isKnown && !('hello' in message)) this.#hear(socket, message as AgentRequest);
      else if ((message as Partial<Hello>).hello !== this.#options.secret) socket.destroy();
      else {
        isKnown = true;
        if (this.#engine !== socket) this.#engine?.destroy();
        this.#engine = socket;
        this.#welcome(message as Hello);
      }
    });
  }

  #welcome({ since }: Hello): void {
    const oldest = this.#reports[0]?.number ?? this.#lastReport + 1;
    this.#send({ welcome: this.#self, oldest, last: this.#lastReport, ranks: this.#report() });
    for (const report of this.#reports) if (report.number > since) this.#send(report);
  }

  #send(message: AgentMessage): void {
    if (this.#engine) sendJsonLine(this.#engine, message);
  }

  #hear(socket: Socket, request: AgentRequest): void {
    const reply = (isDone: boolean, why?: string) => {
      if (this.#engine !== socket) return;
      const last = this.#lastReport;
      this.#send({ answer: request.id, isDone, ...(why && { why }), last, ranks: this.#report() });
    };
    if (request.order === 'look') void this.#settle().then(() => reply(true));
    else if (request.order === 'leave') {
      const isFree = this.#running().length === 0;
      reply(isFree, 'it has ranks');
      if (isFree) this.#leave();
    } else {
      const refusal = this.#refuse(request);
      if (refusal) reply(false, refusal);
      else this.#carryOut(request, reply);
    }
  }

  /** Why an order must not be carried out, if a newer one came first; otherwise it is the newest now. */
  #refuse(order: AgentOrder): string | undefined {
    const { run, attempt, epoch, command } = order;
    const newest = this.#newest.get(run) ?? { ...order, command: 0, generation: 0 };
    if (epoch < newest.epoch || attempt < newest.attempt) {
      return `epoch ${newest.epoch} of attempt ${newest.attempt} came first`;
    }
    const isSame = attempt === newest.attempt;
    if (order.order === 'members') {
      const known = isSame ? newest.generation : 0;
      if (order.generation < known) return `generation ${known} came first`;
      this.#newest.set(run, { ...newest, run, attempt, epoch, generation: order.generation });
      return undefined;
    }
    if (command < newest.command) return `command ${newest.command} came first`;
    const generation = isSame ? newest.generation : 0;
    this.#newest.set(run, { run, attempt, epoch, command, generation });
    return undefined;
  }

  #carryOut(order: AgentOrder, reply: (isDone: boolean, why?: string) => void): void {
    const ranks = this.#ranksOf(order);
    if (order.order === 'end') {
      const ended = order.ranks
        ? ranks.filter((rank) => order.ranks!.includes(rank.order.rank))
        : ranks;
      void this.#endAll(ended).then((isDone) => {
        reply(isDone, isDone ? undefined : 'processes are left');
      });
      return;
    }
    if (order.order === 'start') {
      const why = this.#whyNotStart(order);
      if (why === undefined) this.#start(order);
      reply(why === undefined, why);
      return;
    }
    if (order.order === 'save') for (const rank of ranks) rank.save();
    else for (const rank of ranks) rank.hear(order.line);
    reply(true);
  }

  #whyNotStart(order: StartOrder): string | undefined {
    const running = order.ranks.flatMap((rank) => {
      const before = this.#ranks.get(`${order.run}:${rank.rank}`);
      return before && !isStartedBy(before, order) && !before.hasEnded ? [rank.rank] : [];
    });
    return running.length > 0 ? `rank ${running.join(', ')} of an earlier order runs` : undefined;
  }

  #start(order: StartOrder): void {
    for (const rank of order.ranks) {
      const name = `${order.run}:${rank.rank}`;
      const before = this.#ranks.get(name);
      if (before && isStartedBy(before, order)) continue;
      const started = new AgentRank(order, rank, {
        logs: this.#options.logs,
        now: monotonicMicros,
        tell: (news) => this.#tell(news),
        changed: () => this.#writeState(),
      });
      this.#ranks.set(name, started);
      started.start();
    }
  }

  #tell(news: RankNews): void {
    // An engine that is too slow does without some steps; what changes an attempt it hears of.
    const canMiss = news.kind === 'progress' || news.kind === 'note';
    if (canMiss && (this.#engine?.writableLength ?? 0) > MOST_WAITING) return;
    const report = { number: ++this.#lastReport, news };
    this.#reports.push(report);
    if (this.#reports.length > 2 * KEPT_REPORTS) this.#reports = this.#reports.slice(-KEPT_REPORTS);
    this.#send(report);
  }

  #ranksOf({ run }: OrderMark): AgentRank[] {
    return [...this.#ranks.values()].filter(({ mark }) => mark.run === run);
  }

  #running(): AgentRank[] {
    return [...this.#ranks.values()].filter((rank) => !rank.hasEnded || livingOf(rank) > 0);
  }

  #report(): RankReport[] {
    return [...this.#ranks.values()].map((rank) => rank.report());
  }

  /** Waits for the word of ranks that have just died, so that a report is true. */
  async #settle(): Promise<void> {
    const until = Date.now() + DEATH_PATIENCE;
    while ([...this.#ranks.values()].some((rank) => rank.isEnding) && Date.now() < until) {
      await sleep(DEATH_INTERVAL);
    }
  }

  /** Kills ranks and their children; true once none is left, false if some cannot be killed. */
  async #endAll(ranks: readonly AgentRank[]): Promise<boolean> {
    const until = Date.now() + DEATH_PATIENCE;
    while (!ranks.map((rank) => rank.kill()).every((isGone) => isGone)) {
      if (Date.now() > until) return false;
      await sleep(DEATH_INTERVAL);
    }
    return true;
  }

  #watch(): void {
    for (const rank of this.#ranks.values()) rank.watchMemory();
    const isBusy = this.#engine !== undefined || this.#running().length > 0;
    if (isBusy) this.#idleSince = Date.now();
    else if (Date.now() - this.#idleSince > this.#options.patience) this.#leave();
  }

  #leave(): void {
    this.#writeState(true);
    rmSync(this.#options.socket, { force: true });
    process.exit(0);
  }

  #writeState(hasLeft = false): void {
    const ranks = this.#running().flatMap(({ process }) => process ?? []);
    const state: AgentState = { agent: this.#self, hasLeft, ranks };
    const path = join(this.#folder, AGENT_FILES.state);
    writeFileSync(`${path}.new`, JSON.stringify(state), { mode: 0o600 });
    renameSync(`${path}.new`, path);
  }
}

function isStartedBy({ mark }: AgentRank, order: OrderMark): boolean {
  return mark.attempt === order.attempt && mark.command === order.command;
}

/** us of a clock that all processes of this machine share and that never goes back. */
function monotonicMicros(): number {
  return Number(process.hrtime.bigint() / 1000n);
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Two agents in one folder would each believe that the other's ranks are none. */
function isAnotherHere(folder: string, self: ProcessIdentity): boolean {
  const lock = join(folder, 'agent.lock');
  const own = `${lock}.${self.pid}`;
  writeFileSync(own, JSON.stringify(self), { mode: 0o600 });
  try {
    for (;;) {
      try {
        // A link comes into being with its contents, so nobody reads half of it.
        linkSync(own, lock);
        return false;
      } catch {
        const holder = readHolder(lock);
        if (holder && isAlive(holder)) return true;
        rmSync(lock, { force: true });
      }
    }
  } finally {
    rmSync(own, { force: true });
  }
}

function readHolder(lock: string): ProcessIdentity | undefined {
  try {
    return parseObject(readFileSync(lock, 'utf8')) as ProcessIdentity | undefined;
  } catch {
    return undefined;
  }
}

function main(folder: string): void {
  const self = identityOf(process.pid);
  if (!self) throw new Error('this machine shows no processes');
  if (isAnotherHere(folder, self)) process.exit(AGENT_IS_HERE);
  const options = JSON.parse(readFileSync(join(folder, AGENT_FILES.options), 'utf8'));
  new Agent(folder, options as AgentOptions, self).open();
}

/** Exit code of an agent that found another in its folder. */
const AGENT_IS_HERE = 3;

main(process.argv[2]!);
