import { failed, ok, type Problem, type Result } from '@gigafactory/core/base';
import { type Followed, isOver, type RunState } from '@gigafactory/core/control';
import type {
  OrderAnswer,
  ProgressEntry,
  RunDetail,
  RunSummary,
} from '@gigafactory/core/control-plane';
import {
  type Command,
  type Decision,
  type SupervisorEvent,
  stepOfWork,
} from '@gigafactory/core/protocol';
import type { EngineTelemetry, RealEngine } from '../engine/gang/index.ts';
import type { JournalStore } from '../journal/index.ts';
import { decideAgain } from './decide-again.ts';
import { nodeNames, type Placed } from './engine-options.ts';
import { isDiskFull, LineLog } from './line-log.ts';
import { type Order, Orders } from './orders.ts';
import { Pace, type Reached } from './pace.ts';
import type { RunFolder } from './run-folder.ts';
import { RunHost } from './run-host.ts';
import { Checkpoints, fixedSummary, fleetOf, goodputOf, progressOf } from './run-view.ts';
import { type NewEntry, Story } from './story.ts';
import { tell } from './words.ts';

/** A run for which this program would decide otherwise than its journal says. */
export interface Held {
  readonly problem: Problem;
  /** Lets it be supervised again, from what its journal folds to; the loop must be idle. */
  readonly release: () => Promise<Pick<LiveParts, 'followed' | 'lines'>>;
}

export interface LiveParts extends Placed {
  readonly store: JournalStore;
  readonly engine: RealEngine;
  /** What its journal folds to, and the number of its lines. */
  readonly followed: Followed;
  readonly lines: number;
  /** Why nothing is ordered for it, if it is held. */
  readonly held: Held | undefined;
  /** Called once it is over and all of it is written. */
  readonly over: (detail: RunDetail) => void;
}

/** A person's order is answered at once if the engine confirms it within this time, ms. */
const ANSWER_MS = 1000;
/** After this long the end of a run is written again if it could not be, ms. */
const AGAIN_MS = 1000;

/** A run that a supervisor watches over. */
export class LiveRun {
  readonly parts: LiveParts;
  readonly events: LineLog;
  readonly progress: LineLog;
  #host: RunHost;
  #held: Held | undefined;
  readonly #story: Story;
  /** Names by index. */
  readonly #nodes: readonly string[];
  readonly #orders: Orders;
  readonly #pace = new Pace();
  readonly #checkpoints = new Checkpoints();
  /** Why it is paused, by cause, and the command that waits for the end of all of them. */
  #pause: { readonly reasons: Map<string, string>; waiting: Command | undefined } | undefined;
  /** What the engine told before all that was told before is recalled. */
  #early: (() => void)[] | undefined = [];
  #isEnding = false;
  #isClosed = false;

  constructor(parts: LiveParts) {
    const { desired, folder, followed, lines } = parts;
    this.parts = parts;
    this.#held = parts.held;
    this.events = new LineLog(folder.events);
    this.progress = new LineLog(folder.progress);
    this.#story = new Story((work) => stepOfWork(work, desired.stepTime));
    this.#nodes = nodeNames(parts);
    this.#orders = new Orders((node) => this.#nodeName(node));
    this.#host = this.#hostOf(followed, lines);
    // An engine tells what it finds as soon as it is attached, and says steps and ends once only.
    parts.engine.subscribe((event) => this.#onceBegun(() => this.#hear(event)));
    parts.engine.watch((telemetry) => this.#onceBegun(() => this.#see(telemetry)));
  }

  get name(): string {
    return this.parts.desired.name;
  }

  get folder(): RunFolder {
    return this.parts.folder;
  }

  /** Whether nothing of it is written any more. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Takes in what was told before, and tells what a crash kept from being told. */
  async recall(): Promise<void> {
    const { store, clock } = this.parts;
    const orders = [...(await store.orders(this.name))];
    const recallUntil = (at: string) => {
      while (orders[0] && clock.stamp(orders[0].at ?? 0) <= at) {
        const order = orders.shift()!;
        this.#orders.recall(order, clock.stamp(order.at ?? 0));
      }
    };
    let told = 0;
    for await (const line of parsedLines(this.events)) {
      const entry = line as NewEntry;
      if (entry.kind === 'note') continue;
      told++;
      recallUntil(entry.at);
      this.#learn(entry);
    }
    for await (const { event, decisions } of decideAgain(store, this.name, told)) {
      recallUntil(clock.stamp(event.at));
      this.#tell(event, decisions);
    }
    recallUntil(LATER);
    for await (const line of parsedLines(this.progress)) this.#recallStep(line as ProgressEntry);
  }

  /** Listens to the engine, and gives it what it may not have been given. */
  begin(commands: readonly Command[]): void {
    for (const command of commands) this.#execute(command);
    this.#hearEarly();
  }

  #hearEarly(): void {
    const early = this.#early;
    this.#early = undefined;
    for (const take of early ?? []) take();
  }

  /** What was told before is taken in first. */
  #onceBegun(take: () => void): void {
    if (this.#early) this.#early.push(take);
    else take();
  }

  request(): void {
    this.#hear({ ...this.#fence(), kind: 'requested' });
  }

  summary(): RunSummary {
    const { desired, record } = this.parts;
    const observed = this.#isObserved ? this.#whyObserved : undefined;
    const held = this.#held?.problem.message ?? observed;
    const { phase, attempt, lost } = this.#state;
    return {
      run: this.name,
      state: held === undefined ? 'active' : 'held',
      phase,
      attempt,
      ...fixedSummary(desired, record),
      ...progressOf(this.#pace),
      lostReplicas: lost.map(({ replica }) => replica),
      reason: held ?? this.#whyPaused ?? this.#story.reason,
    };
  }

  detail(): RunDetail {
    const { desired, record, folder, engine, clock } = this.parts;
    const { attempts } = this.#story;
    this.#checkpoints.see(engine.status(this.name).checkpoints, this.#startedAt);
    return {
      ...this.summary(),
      file: record.file,
      command: [...record.argv],
      folder: folder.path,
      topology: { ...desired.supervisor.topology },
      nodesPerReplica: desired.supervisor.runs[0]!.nodesPerReplica,
      ranksPerNode: desired.engine.ranksPerNode,
      attempts: attempts.map((attempt) => ({ ...attempt })),
      checkpoints: this.#checkpoints.all,
      fleet: fleetOf(engine, this.name, this.#orders.drained),
      orders: this.#orders.all,
      goodput: goodputOf(attempts, this.#pace.stepTime, clock.now / 1e6),
    };
  }

  /** The node of a name: `n3` or `grok-nano:n3` of a site, `grok-nano:1` or `1` by its number. Code: `node.unknown`. */
  nodeOf(name: string): Result<number> {
    const short = name.startsWith(`${this.name}:`) ? name.slice(this.name.length + 1) : name;
    const named = this.#nodes.findIndex((each) => each === name || each === short);
    if (named >= 0) return ok(named);
    if (/^\d+$/.test(short) && Number(short) < this.#nodes.length) return ok(Number(short));
    const message = `${this.name} has no node "${name}"; it has ${listOf(this.#nodes)}.`;
    return failed({ code: 'node.unknown', message });
  }

  /** Whether a node is out of service. */
  isOut(node: number): boolean {
    return this.#host.state.pool.out.some((out) => out.node === node);
  }

  /** Writes an order down, gives it to the supervisor and waits a moment for its confirmation. */
  async order(order: Order, by: string): Promise<Result<OrderAnswer>> {
    const refusal = this.#refuse(order);
    if (refusal) return failed(refusal);
    const checked = this.#orders.check(order);
    if (!checked.ok) return checked;
    await this.#release();
    const { store, clock } = this.parts;
    const at = clock.now;
    const isConfirmed = this.#orders.give(order, by, clock.stamp(at));
    await store.order({ name: this.name, at, time: Date.now(), by, order: { ...order } });
    this.#hear(this.#eventOf(order, by));
    const timeout = AbortSignal.timeout(ANSWER_MS);
    while (!isConfirmed() && !timeout.aborted && !this.events.isEnded) {
      await this.events.grown(this.events.size, timeout, ANSWER_MS);
    }
    const confirmed = isConfirmed();
    const words = confirmed ? this.#orders.all.at(-1)!.outcome : this.#story.reason;
    return ok({ confirmed, words });
  }

  /** Saves and stops it, and launches nothing until `goOn` for this cause and every other. */
  pause(cause: string, reason: string): void {
    if (this.#isObserved || this.#pause?.reasons.has(cause)) return;
    const isPaused = this.#pause !== undefined;
    this.#pause ??= { reasons: new Map(), waiting: undefined };
    this.#pause.reasons.set(cause, reason);
    this.note(reason);
    if (!isPaused) this.#hear({ ...this.#fence(), kind: 'maintenanceDue' });
  }

  goOn(cause: string, words: string): void {
    const pause = this.#pause;
    if (!pause?.reasons.delete(cause)) return;
    this.note(words);
    if (pause.reasons.size > 0) return;
    this.#pause = undefined;
    if (pause.waiting) this.#execute(pause.waiting);
  }

  /** Tells something that is no event of the journal. */
  note(text: string): void {
    if (this.#isClosed) return;
    const at = this.parts.clock.now;
    const event = { kind: 'note', at, text };
    const stamp = this.parts.clock.stamp(at);
    this.events.append({ at: stamp, kind: 'note', event, words: text, decisions: [] });
  }

  /** Leaves everything running for the next control plane. */
  async detach(signal: AbortSignal): Promise<void> {
    this.parts.engine.close();
    await this.#host.settle(signal);
    this.#close();
  }

  #hostOf(followed: Followed, lines: number): RunHost {
    return new RunHost({
      ...{ store: this.parts.store, name: this.name, followed, lines },
      execute: (command) => this.#execute(command),
      published: (event, decisions) => this.#publish(event, decisions),
    });
  }

  /** Supervises a held run again, to stop it. */
  async #release(): Promise<void> {
    const held = this.#held;
    if (!held) return;
    this.#early = [];
    await this.#host.settle(AbortSignal.timeout(ANSWER_MS));
    const { followed, lines } = await held.release();
    this.#host = this.#hostOf(followed, lines);
    this.#held = undefined;
    this.#hearEarly();
    this.parts.engine.inventory();
  }

  get #whyPaused(): string | undefined {
    return this.#pause && [...this.#pause.reasons.values()][0];
  }

  #nodeName(node: number): string {
    return this.#nodes[node] ?? `${this.name}:${node}`;
  }

  get #state(): RunState {
    return this.#host.state.runs[0]!;
  }

  get #isObserved(): boolean {
    return this.parts.desired.supervisor.mode !== 'act';
  }

  get #whyObserved(): string {
    return `${this.name} is only observed: what its supervisor would do is written down, and nothing is ordered.`;
  }

  get #startedAt(): string {
    return this.parts.clock.stamp(0);
  }

  #fence() {
    const { attempt, epoch } = this.#state;
    return { at: this.parts.clock.now, run: this.name, attempt, epoch };
  }

  #hear(event: SupervisorEvent): void {
    if (!this.#isClosed && !this.#isEnding) this.#host.hear(event);
  }

  #refuse({ kind, node }: Order): Problem | undefined {
    // What it came to may be written already: nothing would tell of this order.
    if (this.#isEnding) {
      return { code: 'run.over', message: `Run ${this.name} is over: ${this.#story.reason}` };
    }
    if (kind !== 'stop') {
      if (this.#held) return this.#held.problem;
      if (this.#isObserved) return { code: 'run.observed', message: this.#whyObserved };
    }
    if (node === undefined || this.isOut(node) === (kind === 'resume')) return undefined;
    const name = this.#nodeName(node);
    return kind === 'resume'
      ? { code: 'order.inService', message: `${name} is in service already.` }
      : { code: 'order.outOfService', message: `${name} is out of service already.` };
  }

  #eventOf({ kind, node, why }: Order, by: string): SupervisorEvent {
    const reason = why ? `${by}: ${why}` : `ordered by ${by}`;
    const fence = this.#fence();
    const { at } = fence;
    if (kind === 'stop') return { ...fence, kind: 'cancelled' };
    if (kind === 'requeue') return { ...fence, kind: 'restartDue', reason };
    if (kind === 'drain') return { at, kind: 'drainDue', nodes: [node!], reason };
    return { at, kind: 'repaired', node: node! };
  }

  /**
   * What a person or a full disk has put aside waits. That is as if the command were lost: the supervisor
   * sends it again.
   */
  #execute(command: Command): void {
    if (command.kind === 'repair' && this.#orders.drained.has(command.node)) return;
    if (this.#pause && (command.kind === 'maintain' || command.kind === 'launch')) {
      this.#pause.waiting = command;
      return;
    }
    this.parts.engine.execute(command);
  }

  #publish(event: SupervisorEvent, decisions: readonly Decision[]): void {
    this.#tell(event, decisions);
    // Once the commands of this step are carried out.
    const isEnd = isOver(this.#state) || (this.#isObserved && event.kind === 'cancelled');
    if (isEnd) queueMicrotask(() => void this.#finish());
  }

  #tell(event: SupervisorEvent, decisions: readonly Decision[]): void {
    const stepOf = (work: number) => stepOfWork(work, this.parts.desired.stepTime);
    const words = tell(event, { nodeName: (node) => this.#nodeName(node), stepOf });
    const at = this.parts.clock.stamp(event.at);
    const entry: NewEntry = { at, kind: event.kind, event, words, decisions };
    this.#learn(entry);
    this.events.append(entry);
  }

  #learn(entry: NewEntry): void {
    const { event, at } = entry;
    this.#story.hear(entry);
    this.#orders.hear(entry);
    if (event.kind === 'checkpointed' || event.kind === 'saved') {
      this.#checkpoints.made(stepOfWork(event.work, this.parts.desired.stepTime), at);
    }
  }

  #see(telemetry: EngineTelemetry): void {
    if (this.#isClosed || telemetry.kind === 'node') return;
    const { at, attempt } = telemetry;
    if (telemetry.kind === 'progress') {
      const { step, loss = null, tokens = 0 } = telemetry;
      this.#reach({ at, attempt, step, loss, tokens });
    } else if (telemetry.kind === 'passedOver') {
      this.note(`${telemetry.path} is passed over: ${telemetry.why}`);
    } else if (telemetry.kind === 'note') {
      const who = telemetry.rank === undefined ? '' : `Rank ${telemetry.rank}: `;
      this.note(`${who}${telemetry.text}`);
    } else if (telemetry.kind === 'checkpoint' || telemetry.kind === 'pruned') {
      this.#checkpoints.see(this.parts.engine.status(this.name).checkpoints, this.#startedAt);
    }
  }

  #reach(reached: Reached): void {
    const news = this.#measure(reached);
    if (!news) return;
    this.progress.append({ ...reached, ...news, at: this.parts.clock.stamp(reached.at) });
  }

  #recallStep({ at, attempt, step, loss, tokens }: ProgressEntry): void {
    const micros = (Date.parse(at) - this.parts.record.startedAt) * 1000;
    this.#measure({ at: micros, attempt, step, loss, tokens });
  }

  #measure(reached: Reached): { readonly stepTime: number | null } | undefined {
    const news = this.#pace.take(reached);
    if (news) this.#story.reach(reached.attempt, reached.step);
    return news;
  }

  async #finish(): Promise<void> {
    if (this.#isEnding || this.#isClosed) return;
    this.#isEnding = true;
    const { folder, store, engine, clock, over } = this.parts;
    const now = clock.now;
    const phase = this.#state.phase === 'failed' ? 'failed' : 'finished';
    const { state, at, reason } = this.#story.endingOf(phase, clock.stamp(now));
    this.#orders.close(reason);
    // No process of it is left.
    const fleet = engine.nodes().map(({ name, node }) => ({ ...FREE, node: name, index: node }));
    const detail: RunDetail = { ...this.detail(), state, endedAt: at, reason, fleet };
    try {
      folder.saveEnd(detail);
    } catch (error) {
      if (!isDiskFull(error)) throw error;
      // It has ended all the same, and is over once that can be written.
      this.#isEnding = false;
      setTimeout(() => void this.#finish(), AGAIN_MS);
      return;
    }
    await store.end(this.name, now);
    await engine.dismiss();
    engine.close();
    over(detail);
    // Those who follow it come to the end only now: they may start it again at once.
    this.#close();
  }

  #close(): void {
    this.#isClosed = true;
    this.events.end();
    this.progress.end();
  }
}

/** `n0, n1, n2, … n7` */
function listOf(names: readonly string[]): string {
  return names.length <= 4
    ? names.join(', ')
    : `${names.slice(0, 3).join(', ')}, … ${names.at(-1)}`;
}

const FREE = { state: 'free' as const, ranks: [] };

/** After every time in RFC 3339. */
const LATER = '~';

/** All lines of a log, parsed. */
async function* parsedLines(log: LineLog): AsyncIterable<unknown> {
  for (let after = 0; ; ) {
    const lines = await log.read(after);
    if (lines.length === 0) return;
    for (const { text, offset } of lines) {
      after = offset;
      yield JSON.parse(text);
    }
  }
}
