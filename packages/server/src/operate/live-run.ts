import { failed, ok, type Problem, type Result } from '@gigafactory/core/base';
import { isOver, type RunState } from '@gigafactory/core/control';
import type {
  OrderAnswer,
  ProgressEntry,
  RunDetail,
  RunSummary,
} from '@gigafactory/core/control-plane';
import {
  type Command,
  type Decision,
  type Micros,
  type SupervisorEvent,
  stepOfWork,
} from '@gigafactory/core/protocol';
import type { EngineTelemetry } from '../engine/gang/index.ts';
import type { JournalStore } from '../journal/index.ts';
import { type Decided, decideAgain } from './decide-again.ts';
import { nodeNames, type Placed } from './engine-options.ts';
import { findNode } from './find-node.ts';
import type { Fleet, Member } from './fleet.ts';
import { isDiskFull, LineLog } from './line-log.ts';
import { type Order, Orders } from './orders.ts';
import { Pace, type Reached } from './pace.ts';
import { LATER } from './run-clock.ts';
import type { RunFolder } from './run-folder.ts';
import { Checkpoints, fixedSummary, fleetOf, goodputOf, progressOf } from './run-view.ts';
import { Share, type Sharing } from './share.ts';
import { type NewEntry, Story } from './story.ts';
import { tell } from './words.ts';

export interface LiveParts extends Placed {
  readonly store: JournalStore;
  /** What leads it. */
  readonly fleet: Fleet;
  /** Who else is led there; undefined if it is alone. */
  readonly sharing?: Sharing | undefined;
  /** Called once it is over and all of it is written. */
  readonly over: (detail: RunDetail) => void;
}

/** A person's order is answered at once if the engine confirms it within this time, ms. */
const ANSWER_MS = 1000;
/** After this long the end of a run is written again if it could not be, ms. */
const AGAIN_MS = 1000;

/** A run that a supervisor watches over. */
export class LiveRun implements Member {
  readonly parts: LiveParts;
  readonly events: LineLog;
  readonly progress: LineLog;
  readonly #share: Share | undefined;
  readonly #story: Story;
  /** Names by index. */
  readonly #nodes: readonly string[];
  readonly #orders: Orders;
  readonly #pace = new Pace();
  readonly #checkpoints = new Checkpoints();
  /** Why it is paused, by cause, and the command that waits for the end of all of them. */
  #pause: { readonly reasons: Map<string, string>; waiting: Command | undefined } | undefined;
  #isEnding = false;
  #isClosed = false;

  constructor(parts: LiveParts) {
    const { desired, folder, fleet, sharing } = parts;
    this.parts = parts;
    this.#share = sharing && new Share(desired.name, this.#from);
    this.events = new LineLog(folder.events);
    this.progress = new LineLog(folder.progress);
    this.#story = new Story((work) => stepOfWork(work, desired.stepTime));
    this.#nodes = nodeNames(parts);
    this.#orders = new Orders((node) => this.#nodeName(node));
    fleet.join(this);
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
    const { store, fleet } = this.parts;
    const orders = [...(await store.orders(this.name))];
    const recallUntil = (at: string) => {
      while (orders[0] && this.#stamp(orders[0].at ?? 0) <= at) {
        const order = orders.shift()!;
        this.#orders.recall(order, this.#stamp(order.at ?? 0));
      }
    };
    let told = 0;
    for await (const entry of this.events.entries<NewEntry>()) {
      if (entry.kind === 'note') continue;
      told++;
      recallUntil(entry.at);
      this.#learn(entry);
    }
    // Of a shared journal only some entries are told here: which, only all of them say.
    const isShared = this.#share !== undefined;
    let own = isShared ? 0 : told;
    for await (const decided of decideAgain(store, fleet.journal, own)) {
      const concerned = this.#concerned(decided.event, decided.decisions);
      if (!concerned || own++ < told) continue;
      recallUntil(fleet.clock.stamp(concerned.event.at));
      this.#tell(concerned);
    }
    recallUntil(LATER);
    for await (const entry of this.progress.entries<ProgressEntry>()) this.#recallStep(entry);
  }

  /** Has it begun, if that was not asked for before. */
  request(): void {
    const isAgain = this.#share !== undefined && this.#state.phase !== 'pending';
    if (this.#share?.isBegun) return;
    this.#hear({ ...this.#fence(), kind: 'requested', ...(isAgain ? { again: true } : {}) });
  }

  summary(): RunSummary {
    const { desired, record, sharing } = this.parts;
    const observed = this.#isObserved ? this.#whyObserved : undefined;
    const held = this.parts.fleet.held?.problem.message ?? observed;
    const { phase, attempt, lost } = this.#state;
    return {
      run: this.name,
      ...(sharing ? { unit: sharing.unit } : {}),
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
    const { desired, record, folder, fleet } = this.parts;
    const { attempts } = this.#story;
    const sharing = fleet.state.runs.map(({ spec }) => spec.run);
    this.#seeCheckpoints();
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
      fleet: fleetOf(fleet.engine, { run: this.name, sharing }, this.#drained),
      orders: this.#orders.all,
      goodput: goodputOf(attempts, this.#pace.stepTime, this.#now / 1e6),
    };
  }

  /** The node of a name; see `findNode`. Code: `node.unknown`. */
  nodeOf(name: string): Result<number> {
    return findNode(name, this.name, this.#nodes);
  }

  /** Whether a node is out of service. */
  isOut(node: number): boolean {
    return this.parts.fleet.state.pool.out.some((out) => out.node === node);
  }

  /** Writes an order down, gives it to the supervisor and waits a moment for its confirmation. */
  async order(order: Order, by: string): Promise<Result<OrderAnswer>> {
    const refusal = this.#refuse(order);
    if (refusal) return failed(refusal);
    const { sharing } = this.parts;
    const { node } = order;
    if (sharing && node !== undefined) return sharing.orderNode({ ...order, node }, by);
    const checked = this.#orders.check(order);
    if (!checked.ok) return checked;
    const { store, fleet } = this.parts;
    await fleet.release();
    const at = this.#now;
    const isConfirmed = this.#orders.give(order, by, this.#stamp(at));
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
    if (pause.waiting) this.parts.fleet.execute(pause.waiting);
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
    await this.parts.fleet.detach(signal);
    this.#close();
  }

  publish(event: SupervisorEvent, decisions: readonly Decision[]): void {
    if (this.#isClosed) return;
    const concerned = this.#concerned(event, decisions);
    if (!concerned) return;
    this.#tell(concerned);
    // Once the commands of this step are carried out.
    const isEnd = isOver(this.#state) || (this.#isObserved && event.kind === 'cancelled');
    if (isEnd) queueMicrotask(() => void this.#finish());
  }

  see(telemetry: EngineTelemetry): void {
    if (this.#isClosed || telemetry.kind === 'node' || telemetry.run !== this.name) return;
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
      this.#seeCheckpoints();
    }
  }

  /** What a person or a full disk has put aside waits. */
  keepsBack(command: Command): boolean {
    if (command.kind === 'repair') return this.#orders.drained.has(command.node);
    const isHeldBack = command.kind === 'maintain' || command.kind === 'launch';
    if (!this.#pause || !isHeldBack || command.run !== this.name) return false;
    this.#pause.waiting = command;
    return true;
  }

  get #whyPaused(): string | undefined {
    return this.#pause && [...this.#pause.reasons.values()][0];
  }

  #nodeName(node: number): string {
    return this.#nodes[node] ?? `${this.name}:${node}`;
  }

  get #state(): RunState {
    return this.parts.fleet.runOf(this.name);
  }

  get #isObserved(): boolean {
    return this.parts.desired.supervisor.mode !== 'act';
  }

  get #whyObserved(): string {
    return `${this.name} is only observed: what its supervisor would do is written down, and nothing is ordered.`;
  }

  /** When it began, us since the journal of its fleet did. */
  get #from(): Micros {
    return this.parts.clock.at(this.parts.record.startedAt);
  }

  /** us since it began. */
  get #now(): Micros {
    return this.parts.clock.now - this.#from;
  }

  /** A time since it began. */
  #stamp(at: Micros): string {
    return this.parts.clock.stamp(at + this.#from);
  }

  get #drained(): ReadonlySet<number> {
    return this.parts.sharing?.drained ?? this.#orders.drained;
  }

  #fence() {
    return this.parts.fleet.fenceOf(this.name);
  }

  #hear(event: SupervisorEvent): void {
    if (!this.#isClosed && !this.#isEnding) this.parts.fleet.hear(event);
  }

  #seeCheckpoints(): void {
    const { checkpoints } = this.parts.fleet.engine.status(this.name);
    this.#checkpoints.see(checkpoints, this.#stamp(0));
  }

  #refuse({ kind, node }: Order): Problem | undefined {
    // What it came to may be written already: nothing would tell of this order.
    if (this.#isEnding) {
      return { code: 'run.over', message: `Run ${this.name} is over: ${this.#story.reason}` };
    }
    if (kind !== 'stop') {
      const { held } = this.parts.fleet;
      if (held) return held.problem;
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

  #concerned(event: SupervisorEvent, decisions: readonly Decision[]): Decided | undefined {
    return this.#share ? this.#share.concerned(event, decisions) : { event, decisions };
  }

  #tell({ event, decisions }: Decided): void {
    const telling = {
      nodeName: (node: number) => this.#nodeName(node),
      stepOf: (work: number) => stepOfWork(work, this.parts.desired.stepTime),
    };
    const words = this.#share ? this.#share.tell(event, telling) : tell(event, telling);
    const at = this.parts.clock.stamp(event.at);
    const entry: NewEntry = { at, kind: event.kind, event, words, decisions };
    this.#learn(entry);
    this.events.append(entry);
  }

  #learn(entry: NewEntry): void {
    if (this.#share && !this.#share.isOwn(entry.event)) {
      this.#story.hearOfOthers(entry);
      return;
    }
    const { event, at } = entry;
    const decisions = entry.decisions.filter(({ run }) => run === this.name || run === '');
    this.#story.hear({ ...entry, decisions });
    this.#orders.hear(entry);
    if (event.kind === 'checkpointed' || event.kind === 'saved') {
      this.#checkpoints.made(stepOfWork(event.work, this.parts.desired.stepTime), at);
    }
  }

  #reach(reached: Reached): void {
    const news = this.#measure(reached);
    if (!news) return;
    this.progress.append({ ...reached, ...news, at: this.parts.clock.stamp(reached.at) });
  }

  #recallStep({ at, attempt, step, loss, tokens }: ProgressEntry): void {
    const micros = this.parts.clock.at(Date.parse(at));
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
    const { folder, store, fleet, sharing, over } = this.parts;
    if (!sharing) fleet.isDeaf = true;
    const at = this.#now;
    const phase = this.#state.phase === 'failed' ? 'failed' : 'finished';
    const { state, at: endedAt, reason } = this.#story.endingOf(phase, this.#stamp(at));
    this.#orders.close(reason);
    // No process of it is left.
    const nodes = fleet.engine.nodes();
    const free = nodes.map(({ name, node }) => ({ ...FREE, node: name, index: node }));
    const detail: RunDetail = { ...this.detail(), state, endedAt, reason, fleet: free };
    try {
      folder.saveEnd(detail);
    } catch (error) {
      if (!isDiskFull(error)) throw error;
      // It has ended all the same, and is over once that can be written.
      this.#isEnding = false;
      if (!sharing) fleet.isDeaf = false;
      setTimeout(() => void this.#finish(), AGAIN_MS);
      return;
    }
    if (sharing) await store.end(this.name, at);
    else await fleet.end();
    fleet.leave(this);
    over(detail);
    // Those who follow it come to the end only now: they may start it again at once.
    this.#close();
    sharing?.left(this.name);
  }

  #close(): void {
    this.#isClosed = true;
    this.events.end();
    this.progress.end();
  }
}

const FREE = { state: 'free' as const, ranks: [] };
