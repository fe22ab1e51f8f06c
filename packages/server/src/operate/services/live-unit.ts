import { failed, ok, type Problem, type Result } from '@gigafactory/core/base';
import { type Followed, isOver } from '@gigafactory/core/control';
import type {
  LiveEndpoint,
  OrderAnswer,
  ServiceDetail,
  ServiceSummary,
} from '@gigafactory/core/control-plane';
import type { Command, Decision, RunId, SupervisorEvent } from '@gigafactory/core/protocol';
import type { EngineTelemetry, RealEngine } from '../../engine/gang/index.ts';
import type { JournalStore } from '../../journal/index.ts';
import { decideAgain } from '../decide-again.ts';
import { isDiskFull, LineLog } from '../line-log.ts';
import type { Held } from '../live-run.ts';
import { RunHost } from '../run-host.ts';
import type { NewEntry } from '../story.ts';
import { type ReplicaEvent, ServiceDesk } from './service-desk.ts';
import { type ServiceOrder, ServiceOrders } from './service-orders.ts';
import { tellService } from './service-words.ts';
import type { UnitRecord, Version } from './unit-folder.ts';
import { type PlacedUnit, type Programs, unitNodes } from './unit-request.ts';

export interface UnitParts extends PlacedUnit {
  readonly store: JournalStore;
  /** Its name in the store. */
  readonly journal: string;
  readonly attach: (programs: Programs) => RealEngine;
  /** What its journal folds to, and the number of its lines. */
  readonly followed: Followed;
  readonly lines: number;
  /** Why nothing is ordered for it, if it is held. */
  readonly held: Held | undefined;
  /** Called once it is over and all of it is written. */
  readonly over: (details: readonly ServiceDetail[]) => void;
}

/** How often replicas are counted, ms. */
const TICK_MS = 500;
/** After this long the end is written again if it could not be, ms. */
const AGAIN_MS = 1000;
const REST_MS = 1000;

/** Services that were started together: one supervisor leads their replicas, in one journal, over one engine. */
export class LiveUnit {
  readonly parts: UnitParts;
  readonly events: LineLog;
  readonly desks: readonly ServiceDesk[];
  readonly engine: RealEngine;
  readonly #orders = new ServiceOrders();
  readonly #nodes: readonly string[];
  #record: UnitRecord;
  #environment: Readonly<Record<string, string>>;
  #host: RunHost;
  #held: Held | undefined;
  /** What the engine told before all that was told before is recalled. */
  #early: (() => void)[] | undefined = [];
  #timer: NodeJS.Timeout | undefined;
  #isEnding = false;
  #isClosed = false;

  constructor(parts: UnitParts) {
    const { desired, folder, record, followed, lines, environment } = parts;
    this.parts = parts;
    this.#record = record;
    this.#environment = environment;
    this.#held = parts.held;
    this.events = new LineLog(folder.events);
    this.#nodes = unitNodes(parts);
    this.#host = this.#hostOf(followed, lines);
    this.desks = desired.services.map((service) => this.#deskOf(service.name));
    this.engine = parts.attach(this.#programs());
    this.engine.subscribe((event) => this.#onceBegun(() => this.#hear(event)));
    this.engine.watch((telemetry) => this.#onceBegun(() => this.#see(telemetry)));
  }

  get name(): string {
    return this.parts.desired.name;
  }

  /** Whether nothing of it is written any more. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  deskNamed(service: string): ServiceDesk | undefined {
    return this.desks.find(({ name }) => name === service);
  }

  /** Takes in what was told before, and tells what a crash kept from being told. */
  async recall(): Promise<void> {
    const { store, journal, clock } = this.parts;
    let told = 0;
    for await (const entry of entriesOf(this.events)) {
      if (entry.kind === 'note') continue;
      told++;
      this.#learn(entry);
    }
    for await (const { event, decisions } of decideAgain(store, journal, told)) {
      this.#tell(event, decisions);
    }
    for (const order of await store.orders(journal)) {
      const known = this.#orders.recall(order, clock.stamp(order.at ?? 0));
      if (known?.kind === 'stop') this.deskNamed(known.service)?.recallStop();
    }
  }

  /** Listens to the engine, and gives it what it may not have been given. */
  begin(commands: readonly Command[]): void {
    for (const command of commands) this.engine.execute(command);
    const early = this.#early;
    this.#early = undefined;
    for (const take of early ?? []) take();
    if (!this.#held) for (const desk of this.desks) desk.resume();
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
  }

  /** The first replicas of each service. */
  request(): void {
    for (const desk of this.desks) desk.begin();
  }

  summaries(): ServiceSummary[] {
    return this.desks.map((desk) => this.#summaryOf(desk));
  }

  detail(desk: ServiceDesk): ServiceDetail {
    const { folder, record } = this.parts;
    return {
      ...this.#summaryOf(desk),
      ...{ file: record.file, folder: folder.path },
      ...desk.detail(),
      orders: this.#orders.of(desk.name),
    };
  }

  endpoints(): LiveEndpoint[] {
    return this.desks.flatMap((desk) => desk.endpoints());
  }

  /**
   * Writes an order down and carries it out. Codes: `service.held`, `service.stopping`, `service.scale`,
   * `service.version`.
   */
  async order(desk: ServiceDesk, order: ServiceOrder, by: string): Promise<Result<OrderAnswer>> {
    const refusal = this.#refuse(desk, order);
    if (refusal) return failed(refusal);
    if (order.kind === 'stop') await this.#release();
    const { store, journal, clock } = this.parts;
    const at = clock.now;
    const time = Date.now();
    await store.order({ name: journal, at, time, by, order: { ...order, service: desk.name } });
    const given = this.#orders.give({ ...order, service: desk.name }, by, clock.stamp(at));
    const done = this.#carryOut(desk, order, by);
    given.outcome = done.ok ? done.value : done.problems[0]!.message;
    return done.ok ? ok({ confirmed: false, words: done.value }) : done;
  }

  /** Takes new versions of the programs, each if it is one; says what becomes of it. */
  async deploy(
    versions: ReadonlyMap<string, Omit<Version, 'version'>>,
    environment: Readonly<Record<string, string>>,
  ): Promise<void> {
    this.#environment = environment;
    this.parts.folder.saveEnvironment(environment);
    for (const [service, version] of versions) {
      const desk = this.deskNamed(service);
      if (!desk?.deploy(version)) continue;
      this.#note(
        `${service}: version ${desk.version.version} takes its place, replica by replica.`,
      );
    }
  }

  /** Leaves everything running for the next control plane. */
  async detach(signal: AbortSignal): Promise<void> {
    clearInterval(this.#timer);
    this.engine.close();
    await this.#host.settle(signal);
    this.#close();
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
        runOf: (run) => this.#host.state.runs.find(({ spec }) => spec.run === run)!,
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
      get environment() {
        return unit.#environment;
      },
    };
  }

  #nodesOf(run: RunId): string[] {
    const ranks = this.engine.status(run).ranks;
    return [...new Set(ranks.map(({ node }) => this.#nodeName(node)))];
  }

  #nodeName(node: number): string {
    return this.#nodes[node] ?? `${this.name}:${node}`;
  }

  #summaryOf(desk: ServiceDesk): ServiceSummary {
    const { desired, record, clock } = this.parts;
    const summary = desk.summary();
    const held = this.#held ? { state: 'held' as const, reason: this.#held.problem.message } : {};
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
    return kind === 'stop' ? undefined : this.#held?.problem;
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
        return set.ok ? ok(`${desk.name} keeps ${least} to ${most} replicas.`) : set;
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

  #hostOf(followed: Followed, lines: number): RunHost {
    const { store, journal } = this.parts;
    return new RunHost({
      ...{ store, name: journal, followed, lines },
      execute: (command) => this.engine.execute(command),
      published: (event, decisions) => this.#publish(event, decisions),
    });
  }

  /** Supervises held services again, to stop them. */
  async #release(): Promise<void> {
    const held = this.#held;
    if (!held) return;
    await this.#host.settle(AbortSignal.timeout(REST_MS));
    const { followed, lines } = await held.release();
    this.#host = this.#hostOf(followed, lines);
    this.#held = undefined;
    this.engine.inventory();
  }

  #onceBegun(take: () => void): void {
    if (this.#early) this.#early.push(take);
    else take();
  }

  #hear(event: SupervisorEvent): void {
    if (!this.#isClosed && !this.#isEnding) this.#host.hear(event);
  }

  #ask(run: RunId, body: ReplicaEvent): void {
    const { attempt, epoch } = this.#host.state.runs.find(({ spec }) => spec.run === run)!;
    this.#hear({ at: this.parts.clock.now, run, attempt, epoch, ...body });
  }

  #publish(event: SupervisorEvent, decisions: readonly Decision[]): void {
    this.#tell(event, decisions);
    // Once the commands of this step are carried out.
    queueMicrotask(() => this.#endIfOver());
  }

  #tell(event: SupervisorEvent, decisions: readonly Decision[]): void {
    const words = tellService(event, (node) => this.#nodeName(node));
    const at = this.parts.clock.stamp(event.at);
    const entry: NewEntry = { at, kind: event.kind, event, words, decisions };
    this.#learn(entry);
    this.events.append(entry);
  }

  #learn(entry: NewEntry): void {
    for (const desk of this.desks) desk.hear(entry, entry.event.at);
  }

  #note(text: string): void {
    if (this.#isClosed) return;
    const at = this.parts.clock.now;
    const stamp = this.parts.clock.stamp(at);
    const event = { kind: 'note', at, text };
    this.events.append({ at: stamp, kind: 'note', event, words: text, decisions: [] });
  }

  #see(telemetry: EngineTelemetry): void {
    if (this.#isClosed || telemetry.kind === 'node') return;
    const { run, attempt } = telemetry;
    if (telemetry.kind === 'serving') {
      const { state, url, why, load } = telemetry;
      this.desks.find((desk) => desk.has(run))?.see(run, { state, url, why, load }, attempt);
    } else if (telemetry.kind === 'note') this.#note(`${run}: ${telemetry.text}`);
  }

  #tick(): void {
    if (this.#isClosed || this.#isEnding || this.#held) return;
    for (const desk of this.desks) desk.tick();
  }

  #endIfOver(): void {
    if (this.desks.every((desk) => desk.isOver)) void this.#finish();
  }

  async #finish(): Promise<void> {
    if (this.#isEnding || this.#isClosed) return;
    const { folder, store, journal, clock, over } = this.parts;
    if (!this.#host.state.runs.every((run) => isOver(run) || run.phase === 'pending')) return;
    this.#isEnding = true;
    clearInterval(this.#timer);
    const endedAt = clock.stamp(clock.now);
    const details = this.desks.map((desk) => ({ ...this.detail(desk), endedAt }));
    try {
      folder.saveEnd({ services: details });
    } catch (error) {
      if (!isDiskFull(error)) throw error;
      this.#isEnding = false;
      setTimeout(() => void this.#finish(), AGAIN_MS);
      return;
    }
    await store.end(journal, clock.now);
    await this.engine.dismiss();
    this.engine.close();
    over(details);
    this.#close();
  }

  #close(): void {
    this.#isClosed = true;
    this.events.end();
  }
}

/** All lines of a log, parsed. */
async function* entriesOf(log: LineLog): AsyncIterable<NewEntry> {
  for (let after = 0; ; ) {
    const lines = await log.read(after);
    if (lines.length === 0) return;
    for (const { text, offset } of lines) {
      after = offset;
      yield JSON.parse(text) as NewEntry;
    }
  }
}
