import type { Problem } from '@gigafactory/core/base';
import type { Followed, RunState, SupervisorState } from '@gigafactory/core/control';
import type {
  Command,
  Decision,
  Fence,
  Micros,
  RunId,
  SupervisorEvent,
} from '@gigafactory/core/protocol';
import type { EngineTelemetry, RealEngine } from '../engine/gang/index.ts';
import type { JournalStore } from '../journal/index.ts';
import type { RunClock } from './run-clock.ts';
import { RunHost } from './run-host.ts';

/** Why this program does not act: it would decide otherwise than the journal says. */
export interface Held {
  readonly problem: Problem;
  /** Lets it be supervised again, from what the journal folds to; the loop must be idle. */
  readonly release: () => Promise<Ledger>;
}

/** What a journal folds to, and the number of its lines. */
export interface Ledger {
  readonly followed: Followed;
  readonly lines: number;
}

export interface FleetParts extends Ledger {
  readonly store: JournalStore;
  /** The name of its journal in the store. */
  readonly journal: string;
  readonly clock: RunClock;
  readonly engine: RealEngine;
  /** Why nothing is ordered for it, if it is held. */
  readonly held: Held | undefined;
}

/** What a supervisor leads, with others or alone: a run, or services. */
export interface Member {
  /** Takes in an event with what was decided, once both are durable and before the engine is given a command. */
  publish(event: SupervisorEvent, decisions: readonly Decision[]): void;
  see(telemetry: EngineTelemetry): void;
  /** Keeps a command back, which is as if it were lost: the supervisor sends it again. */
  keepsBack(command: Command): boolean;
}

/** How long the loop of a held fleet has to come to rest, ms. */
const REST_MS = 1000;

/** One set of nodes: a supervisor with its journal and its engine, and all that it leads. */
export class Fleet {
  readonly engine: RealEngine;
  readonly journal: string;
  readonly clock: RunClock;
  readonly #parts: FleetParts;
  readonly #members = new Set<Member>();
  #host: RunHost;
  #held: Held | undefined;
  /** What the engine told before all that was told before is recalled. */
  #early: (() => void)[] | undefined = [];
  /** Whether it hears nothing any more, because it is over. */
  isDeaf = false;
  #detached: Promise<void> | undefined;

  constructor(parts: FleetParts) {
    this.#parts = parts;
    this.engine = parts.engine;
    this.journal = parts.journal;
    this.clock = parts.clock;
    this.#held = parts.held;
    this.#host = this.#hostOf(parts);
    // An engine tells what it finds as soon as it is attached, and says steps and ends once only.
    parts.engine.subscribe((event) => this.#onceBegun(() => this.hear(event)));
    parts.engine.watch((telemetry) => this.#onceBegun(() => this.#see(telemetry)));
  }

  get state(): SupervisorState {
    return this.#host.state;
  }

  get held(): Held | undefined {
    return this.#held;
  }

  runOf(run: RunId): RunState {
    const found = this.state.runs.find(({ spec }) => spec.run === run);
    if (!found) throw new RangeError(`the supervisor of ${this.journal} leads no run "${run}"`);
    return found;
  }

  /** Under which order a run is told something now. */
  fenceOf(run: RunId): Omit<Fence, 'run'> & { readonly at: Micros; readonly run: RunId } {
    const { attempt, epoch } = this.runOf(run);
    return { at: this.clock.now, run, attempt, epoch };
  }

  join(member: Member): void {
    this.#members.add(member);
  }

  leave(member: Member): void {
    this.#members.delete(member);
  }

  /** Listens to the engine, and gives it what it may not have been given. */
  begin(commands: readonly Command[]): void {
    for (const command of commands) this.execute(command);
    this.#hearEarly();
  }

  hear(event: SupervisorEvent): void {
    if (!this.isDeaf) this.#host.hear(event);
  }

  /** Gives the engine a command, unless it is kept back. */
  execute(command: Command): void {
    if ([...this.#members].some((member) => member.keepsBack(command))) return;
    this.engine.execute(command);
  }

  /** Supervises a held fleet again, to stop something of it. */
  async release(): Promise<void> {
    const held = this.#held;
    if (!held) return;
    this.#early = [];
    await this.#host.settle(AbortSignal.timeout(REST_MS));
    this.#host = this.#hostOf(await held.release());
    this.#held = undefined;
    this.#hearEarly();
    this.engine.inventory();
  }

  /** Leaves everything running for the next control plane. */
  detach(signal: AbortSignal): Promise<void> {
    this.#detached ??= this.#detach(signal);
    return this.#detached;
  }

  /** Nothing of it lives any more: ends its journal, and gives its nodes up. */
  async end(): Promise<void> {
    this.isDeaf = true;
    await this.#parts.store.end(this.journal, this.clock.now);
    await this.engine.dismiss();
    this.engine.close();
  }

  async #detach(signal: AbortSignal): Promise<void> {
    this.engine.close();
    await this.#host.settle(signal);
    this.isDeaf = true;
  }

  #hostOf({ followed, lines }: Ledger): RunHost {
    return new RunHost({
      ...{ store: this.#parts.store, name: this.journal, followed, lines },
      execute: (command) => this.execute(command),
      published: (event, decisions) => {
        for (const member of [...this.#members]) member.publish(event, decisions);
      },
    });
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

  #see(telemetry: EngineTelemetry): void {
    for (const member of [...this.#members]) member.see(telemetry);
  }
}
