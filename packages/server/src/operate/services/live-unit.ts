import { failed, ok, type Problem, type Result } from '@gigafactory/core/base';
import { isOver } from '@gigafactory/core/control';
import type {
  LiveEndpoint,
  OrderAnswer,
  ServiceDetail,
  ServiceSummary,
} from '@gigafactory/core/control-plane';
import {
  type Command,
  type Decision,
  type NodeId,
  type RunId,
  type SupervisorEvent,
  stepOfWork,
} from '@gigafactory/core/protocol';
import type { EngineTelemetry, RealEngine } from '../../engine/gang/index.ts';
import type { JournalStore } from '../../journal/index.ts';
import { decideAgain } from '../decide-again.ts';
import type { Placed } from '../engine-options.ts';
import { findNode } from '../find-node.ts';
import { Fleet, type Held, type Ledger, type Member } from '../fleet.ts';
import type { Joined } from '../launch.ts';
import { isDiskFull, LineLog } from '../line-log.ts';
import type { Order } from '../orders.ts';
import { LATER } from '../run-clock.ts';
import type { Sharing } from '../share.ts';
import type { NewEntry } from '../story.ts';
import { tell } from '../words.ts';
import { NodeDesk } from './node-desk.ts';
import { type ReplicaEvent, ServiceDesk } from './service-desk.ts';
import { type ServiceOrder, ServiceOrders } from './service-orders.ts';
import { showBounds, tellService } from './service-words.ts';
import type { ServiceRecord, UnitRecord, Version } from './unit-folder.ts';
import { type PlacedUnit, type Programs, unitNodes } from './unit-request.ts';

export interface UnitParts extends PlacedUnit, Ledger {
  readonly store: JournalStore;
  /** Its name in the store. */
  readonly journal: string;
  readonly attach: (programs: Programs) => RealEngine;
  /** Why nothing is ordered for it, if it is held. */
  readonly held: Held | undefined;
  /** Runs that were asked for before. */
  readonly placed: readonly Placed[];
  /** Called once it is over and all of it is written. */
  readonly over: (details: readonly ServiceDetail[]) => void;
}

/** How often replicas are counted, ms. */
const TICK_MS = 500;
/** After this long the end is written again if it could not be, ms. */
const AGAIN_MS = 1000;

/**
 * Services that were started together, and runs of their file: one supervisor leads all of them, in one journal, over
 * one engine. Of a service or a run that was not asked for yet there is nothing but its place in the journal.
 */
export class LiveUnit implements Member, Sharing {
  readonly parts: UnitParts;
  readonly events: LineLog;
  readonly fleet: Fleet;
  readonly #desks: ServiceDesk[];
  readonly #orders = new ServiceOrders();
  readonly #nodeDesk: NodeDesk;
  readonly #nodes: readonly string[];
  readonly #placed = new Map<RunId, Placed>();
  /** Runs that live. */
  readonly #joined = new Set<RunId>();
  #record: UnitRecord;
  #environment: Readonly<Record<string, string>>;
  #timer: NodeJS.Timeout | undefined;
  /** How many starts are under way, which keep it from ending. */
  #kept = 0;
  #isEnding = false;
  #isClosed = false;

  constructor(parts: UnitParts) {
    const { folder, record, environment, store, journal, clock, held } = parts;
    const { desired, followed, lines, placed } = parts;
    this.parts = parts;
    this.#record = record;
    this.#environment = environment;
    for (const each of placed) this.#placed.set(each.desired.name, each);
    this.events = new LineLog(folder.events);
    this.#nodes = unitNodes(parts);
    const asked = desired.services.filter(({ name }) => record.services[name]);
    this.#desks = asked.map(({ name }) => this.#deskOf(name));
    const engine = parts.attach(this.#programs());
    this.fleet = new Fleet({ store, journal, clock, engine, followed, lines, held });
    this.fleet.join(this);
    const { events } = this;
    this.#nodeDesk = new NodeDesk({ store, fleet: this.fleet, nodes: this.#nodes, events });
  }

  get name(): string {
    return this.parts.desired.name;
  }

  /** Of the services that were asked for. */
  get desks(): readonly ServiceDesk[] {
    return this.#desks;
  }

  /** Whether nothing of it is written any more. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Whether it is over, and only its end is still to be written. */
  get isEnding(): boolean {
    return this.#isEnding;
  }

  get unit(): string {
    return this.name;
  }

  /** What a run is told that joins it. */
  get joined(): Joined {
    const { record, clock } = this.parts;
    const site = record.site ? { site: record.site } : {};
    const nodes = this.#nodes.length;
    return { name: this.name, clock, startedAt: record.startedAt, nodes, ...site };
  }

  get drained(): ReadonlySet<NodeId> {
    return this.#nodeDesk.drained;
  }

  deskNamed(service: string): ServiceDesk | undefined {
    return this.#desks.find(({ name }) => name === service);
  }

  /** The node of a name; see `findNode`. Code: `node.unknown`. */
  nodeOf(name: string): Result<NodeId> {
    return findNode(name, this.name, this.#nodes);
  }

  /** Takes a node out of service, or gives it back, whoever uses it. Codes: those of `NodeDesk.order`. */
  orderNode(order: Order & { readonly node: NodeId }, by: string): Promise<Result<OrderAnswer>> {
    return this.#nodeDesk.order(order, by);
  }

  /** A run was asked for, and is led from here. */
  place(placed: Placed): void {
    const { name } = placed.desired;
    this.#placed.set(name, placed);
    this.#joined.add(name);
  }

  /** A run is over. */
  left(run: RunId): void {
    this.#joined.delete(run);
    this.#endIfOver();
  }

  /** Keeps it from ending until the function that it returns is called. */
  keep(): () => void {
    this.#kept++;
    return () => {
      this.#kept--;
      this.#endIfOver();
    };
  }

  /** Takes in what was told before, and tells what a crash kept from being told. */
  async recall(): Promise<void> {
    const { store, journal, clock } = this.parts;
    const orders = [...(await store.orders(journal))];
    const recallUntil = (until: string) => {
      while (orders[0] && clock.stamp(orders[0].at ?? 0) <= until) {
        const order = orders.shift()!;
        const at = clock.stamp(order.at ?? 0);
        this.#nodeDesk.recall(order, at);
        const known = this.#orders.recall(order, at);
        if (known) this.deskNamed(known.service)?.recall(known.kind);
      }
    };
    let told = 0;
    for await (const entry of this.events.entries<NewEntry>()) {
      if (entry.kind === 'note') continue;
      told++;
      recallUntil(entry.at);
      this.#learn(entry);
    }
    for await (const { event, decisions } of decideAgain(store, journal, told)) {
      recallUntil(clock.stamp(event.at));
      this.#tell(event, decisions);
    }
    recallUntil(LATER);
  }

  /** Listens to the engine, and gives it what it may not have been given. */
  begin(commands: readonly Command[]): void {
    this.fleet.begin(commands);
    if (!this.fleet.held) for (const desk of this.#desks) desk.resume();
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
  }

  /** The first replicas of each service. */
  request(): void {
    for (const desk of this.#desks) desk.begin();
  }

  /** Has a service begin that was not asked for yet. */
  add(service: string, record: ServiceRecord, environment: UnitParts['environment']): void {
    this.#learnEnvironment(environment);
    const services = { ...this.#record.services, [service]: record };
    this.#record = { ...this.#record, services };
    this.parts.folder.saveRecord(this.#record);
    const desk = this.#deskOf(service);
    this.#desks.push(desk);
    desk.begin();
  }

  /** Has a service begin again that was stopped. */
  async start(desk: ServiceDesk, by: string): Promise<void> {
    await this.#write({ kind: 'start', service: desk.name }, by);
    desk.startAgain();
  }

  summaries(): ServiceSummary[] {
    return this.#desks.map((desk) => this.#summaryOf(desk));
  }

  detail(desk: ServiceDesk): ServiceDetail {
    const { folder, record } = this.parts;
    return {
      ...this.#summaryOf(desk),
      ...{ file: record.file, folder: folder.path },
      ...desk.detail(),
      orders: this.#orders.of(desk.name),
      nodes: [...this.#nodes],
    };
  }

  endpoints(): LiveEndpoint[] {
    return this.#desks.flatMap((desk) => desk.endpoints());
  }

  /**
   * Writes an order down and carries it out. Codes: `service.held`, `service.stopping`, `service.scale`,
   * `service.version`.
   */
  async order(desk: ServiceDesk, order: ServiceOrder, by: string): Promise<Result<OrderAnswer>> {
    const refusal = this.#refuse(desk, order);
    if (refusal) return failed(refusal);
    if (order.kind === 'stop') await this.fleet.release();
    const given = await this.#write({ ...order, service: desk.name }, by);
    const done = this.#carryOut(desk, order, by);
    given.outcome = done.ok ? done.value : done.problems[0]!.message;
    return done.ok ? ok({ confirmed: false, words: done.value }) : done;
  }

  /** Takes new versions of the programs, each if it is one; says what becomes of it. */
  async deploy(
    versions: ReadonlyMap<string, Omit<Version, 'version'>>,
    environment: Readonly<Record<string, string>>,
  ): Promise<void> {
    this.#learnEnvironment(environment);
    for (const [service, version] of versions) {
      const desk = this.deskNamed(service);
      if (!desk?.deploy(version)) continue;
      this.#note(
        `${service}: version ${desk.version.version} takes its place, replica by replica.`,
      );
    }
  }

  publish(event: SupervisorEvent, decisions: readonly Decision[]): void {
    if (this.#isClosed) return;
    this.#tell(event, decisions);
    // Once the commands of this step are carried out.
    queueMicrotask(() => this.#endIfOver());
  }

  see(telemetry: EngineTelemetry): void {
    if (this.#isClosed || telemetry.kind === 'node') return;
    const { run, attempt } = telemetry;
    if (telemetry.kind === 'serving') {
      const { state, url, why, load } = telemetry;
      this.#desks.find((desk) => desk.has(run))?.see(run, { state, url, why, load }, attempt);
    } else if (telemetry.kind === 'note') this.#note(`${run}: ${telemetry.text}`);
  }

  /** A node that a person drained is not repaired. */
  keepsBack(command: Command): boolean {
    return command.kind === 'repair' && this.drained.has(command.node);
  }

  /** Leaves everything running for the next control plane. */
  async detach(signal: AbortSignal): Promise<void> {
    clearInterval(this.#timer);
    await this.fleet.detach(signal);
    this.#close();
  }

  async #write(order: Parameters<ServiceOrders['give']>[0], by: string) {
    const { store, journal, clock } = this.parts;
    const at = clock.now;
    await store.order({ name: journal, at, time: Date.now(), by, order: { ...order } });
    return this.#orders.give(order, by, clock.stamp(at));
  }

  /** Variables of the person who started something, for all that is started from now on. */
  #learnEnvironment(environment: UnitParts['environment']): void {
    this.#environment = { ...this.#environment, ...environment };
    this.parts.folder.saveEnvironment(this.#environment);
  }

  #deskOf(service: string): ServiceDesk {
    const { desired, clock } = this.parts;
    return new ServiceDesk(
      desired.services.find(({ name }) => name === service)!,
      this.#record.services[service]!,
      {
        get now() {
          return clock.now;
        },
        stamp: (at) => clock.stamp(at),
        runOf: (run) => this.fleet.runOf(run),
        nodesOf: (run) => this.#nodesOf(run),
        hear: (run, event) => this.#ask(run, event),
        note: (text) => this.#note(text),
        save: (record) => {
          const services = { ...this.#record.services, [service]: record };
          this.#record = { ...this.#record, services };
          this.parts.folder.saveRecord(this.#record);
        },
      },
    );
  }

  #programs(): Programs {
    const unit = this;
    return {
      versionOf: (service) => unit.deskNamed(service)!.version,
      placed: (run) => unit.#placed.get(run),
      get environment() {
        return unit.#environment;
      },
    };
  }

  #nodesOf(run: RunId): string[] {
    const { ranks } = this.fleet.engine.status(run);
    return [...new Set(ranks.map(({ node }) => this.#nodeName(node)))];
  }

  #nodeName(node: number): string {
    return this.#nodes[node] ?? `${this.name}:${node}`;
  }

  #summaryOf(desk: ServiceDesk): ServiceSummary {
    const { desired, record, clock } = this.parts;
    const summary = desk.summary();
    const hold = this.fleet.held;
    const held = hold ? { state: 'held' as const, reason: hold.problem.message } : {};
    return {
      ...{ ...summary, ...held, unit: this.name, engine: desired.engine.kind },
      startedAt: clock.stamp(0),
      startedBy: record.startedBy,
    };
  }

  #refuse(desk: ServiceDesk, { kind }: ServiceOrder): Problem | undefined {
    if (desk.isStopping) {
      const code = kind === 'stop' ? 'order.again' : 'order.stopping';
      return {
        code,
        message: `${desk.name} was stopped, and is ${desk.isOver ? 'over' : 'draining'}.`,
      };
    }
    return kind === 'stop' ? undefined : this.fleet.held?.problem;
  }

  #carryOut(desk: ServiceDesk, order: ServiceOrder, by: string): Result<string> {
    switch (order.kind) {
      case 'stop':
        desk.stop();
        this.#endIfOver();
        return ok(
          `${desk.name} takes no more requests; what runs has ${desk.desired.drainWithin} s.`,
        );
      case 'scale': {
        const { least, most } = order;
        const set = desk.setBounds({ least, most });
        return set.ok ? ok(`${desk.name} keeps ${showBounds(order)}.`) : set;
      }
      case 'restart':
        desk.restart();
        return ok(`The replicas of ${desk.name} are started again, one after the other.`);
      case 'rollback': {
        const back = desk.rollback(order.version, by);
        if (!back.ok) return back;
        return ok(`${desk.name} goes to version ${back.value.version}, replica by replica.`);
      }
    }
  }

  #ask(run: RunId, body: ReplicaEvent): void {
    if (!this.#isClosed) this.fleet.hear({ ...this.fleet.fenceOf(run), ...body });
  }

  #tell(event: SupervisorEvent, decisions: readonly Decision[]): void {
    const at = this.parts.clock.stamp(event.at);
    const words = this.#wordsOf(event);
    const entry: NewEntry = { at, kind: event.kind, event, words, decisions };
    this.#learn(entry);
    this.events.append(entry);
  }

  #wordsOf(event: SupervisorEvent): string {
    const nodeName = (node: NodeId) => this.#nodeName(node);
    const { runs } = this.parts.desired;
    const trained = 'run' in event ? runs.find(({ name }) => name === event.run) : undefined;
    if (!trained) return tellService(event, nodeName);
    const stepOf = (work: number) => stepOfWork(work, trained.stepTime);
    return `${trained.name}: ${tell(event, { nodeName, stepOf })}`;
  }

  #learn(entry: NewEntry): void {
    this.#nodeDesk.hear(entry);
    for (const desk of this.#desks) desk.hear(entry, entry.event.at);
  }

  #note(text: string): void {
    if (this.#isClosed) return;
    const at = this.parts.clock.now;
    const stamp = this.parts.clock.stamp(at);
    const event = { kind: 'note', at, text };
    this.events.append({ at: stamp, kind: 'note', event, words: text, decisions: [] });
  }

  #tick(): void {
    if (this.#isClosed || this.#isEnding || this.fleet.held) return;
    for (const desk of this.#desks) desk.tick();
  }

  #endIfOver(): void {
    if (this.#kept > 0 || this.#joined.size > 0) return;
    if (this.#desks.every((desk) => desk.isOver)) void this.#finish();
  }

  async #finish(): Promise<void> {
    if (this.#isEnding || this.#isClosed) return;
    const { folder, clock, over } = this.parts;
    if (!this.fleet.state.runs.every((run) => isOver(run) || run.phase === 'pending')) return;
    this.#isEnding = true;
    this.fleet.isDeaf = true;
    clearInterval(this.#timer);
    const endedAt = clock.stamp(clock.now);
    const details = this.#desks.map((desk) => ({ ...this.detail(desk), endedAt }));
    try {
      folder.saveEnd({ services: details });
    } catch (error) {
      if (!isDiskFull(error)) throw error;
      this.#isEnding = false;
      this.fleet.isDeaf = false;
      setTimeout(() => void this.#finish(), AGAIN_MS);
      return;
    }
    await this.fleet.end();
    over(details);
    this.#close();
  }

  #close(): void {
    this.#isClosed = true;
    this.events.end();
  }
}
