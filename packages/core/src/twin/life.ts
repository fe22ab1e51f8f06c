import { Digest, type RandomStream } from '../base/index.ts';
import {
  createSupervisor,
  isOver,
  Loop,
  type LoopHost,
  type StepResult,
} from '../control/index.ts';
import {
  type Command,
  type EventKind,
  type Micros,
  RULES,
  type Rules,
  type SupervisorEvent,
  toMicros,
} from '../control/protocol/index.ts';
import { Chance } from './chance.ts';
import { Counts } from './counts.ts';
import type { Fault } from './fault.ts';
import { Faults } from './faults.ts';
import type { Account } from './ledger.ts';
import type { TwinScenario } from './scenario.ts';
import { Striker } from './strike.ts';
import type { Books, Members, Outcome, Strike, Watcher } from './watcher.ts';
import { World } from './world.ts';

/** The result of one life for one run: plain data, for threads and JSON. */
export interface RunLife {
  readonly outcome: Outcome;
  /** From its start to the horizon, or to the run's end if that came first, us. */
  readonly elapsed: Micros;
  readonly account: Account;
  /** Unexpected interruptions by cause, and planned ones. */
  readonly interruptions: Readonly<Record<string, number>>;
  readonly planned: number;
  /** Useful time at evenly spaced times of the life, us. */
  readonly progress: readonly Micros[];
}

/** The result of one life. */
export interface Life {
  readonly runs: readonly RunLife[];
  readonly fleet: { readonly held: number; readonly spare: number; readonly out: number };
  /** Nodes that failed more often than others. */
  readonly lemons: readonly number[];
  readonly events: number;
  /** Digest over every fault and event, 16 hex digits. */
  readonly digest: string;
}

/**
 * Carries messages between supervisor and engine, for tests with lost, late and duplicated ones. Returns the
 * delays of the copies that arrive, none if the message is lost.
 */
export interface Courier {
  deliver(message: SupervisorEvent | Command, now: Micros): readonly Micros[];
}

export interface LifeOptions {
  readonly watcher?: Watcher;
  readonly courier?: Courier;
  /** The rules that supervisor and engine follow: all of them, except in a simulation test. */
  readonly rules?: Rules;
}

/** Points in time at which the progress of a life is recorded. */
export const PROGRESS_POINTS = 61;

/**
 * The time over which progress is recorded, s: to the horizon or, where all runs end, to three times the longest
 * of them without any loss, lest a run of hours be over before the second point of a horizon of months.
 */
export function progressSpan({ horizon, runs }: TwinScenario): number {
  const ends = runs.map(({ kind, start, work }) =>
    kind === 'serve' ? horizon : start + MOST_STRETCH * work,
  );
  return Math.min(horizon, Math.max(...ends));
}

/** A run that takes longer than this many times its work is hardly getting on. */
const MOST_STRETCH = 3;

/** Simulates one life of a checked scenario. A watcher only observes: the life is the same without it. */
export function live(
  scenario: TwinScenario,
  stream: RandomStream,
  options: LifeOptions = {},
): Life {
  return new Living(scenario, stream, options).live();
}

class Living implements LoopHost {
  readonly #world: World;
  readonly #faults: Faults;
  readonly #watcher: Watcher;
  readonly #courier: Courier | undefined;
  readonly #digest = new Digest();
  readonly #counts: Counts;
  readonly #progress: Micros[][];
  readonly #ends: (Micros | undefined)[];
  readonly #loop: Loop;
  #events = 0;
  #runsLeft: number;
  /** Until when progress is recorded. */
  readonly #span: Micros;
  /** When progress is recorded next. */
  #nextPoint: Micros = 0;

  constructor(
    scenario: TwinScenario,
    stream: RandomStream,
    { watcher = {}, courier, rules = RULES }: LifeOptions,
  ) {
    const { topology, fleet, runs } = scenario;
    this.#world = new World(scenario, new Chance(stream), watcher, rules);
    const striker = new Striker(this.#world, {
      onStrike: (strike) => this.#onStrike(strike),
      onCalm: (fault) => this.#onCalm(fault),
    });
    this.#faults = new Faults(this.#world, striker);
    this.#world.onRenewal = (node, cause) => this.#faults.renew(node, cause);
    this.#watcher = watcher;
    this.#courier = courier;
    this.#counts = new Counts(runs.map(({ spec }) => spec.run));
    this.#progress = runs.map(() => []);
    this.#span = toMicros(progressSpan(scenario));
    this.#ends = runs.map(() => undefined);
    this.#runsLeft = runs.length;
    const specs = runs.map(({ spec }) => spec);
    const state = createSupervisor({ mode: 'act', topology, fleet, runs: specs });
    this.#loop = new Loop(state, this, { isTold: watcher.step !== undefined, rules });
    this.#world.subscribe((event) => this.#onTold(event));
    if (watcher.checkpoints) {
      this.#world.onTrainingEnd = ({ index, ledger, twin }) => {
        if (twin.kind === 'train')
          watcher.checkpoints?.(index, ledger.checkpointsSince(this.#world.now));
      };
    }
  }

  live(): Life {
    this.#faults.start();
    for (const { processes, reports } of this.#world.runs) {
      const start = Math.round(processes.twin.start * 1e6);
      this.#world.after(start, () => reports.tell({ kind: 'requested' }));
    }
    this.#pass();
    return this.#end();
  }

  /** Only the loop: JavaScript engines would optimize it anew for every life if the code below were in it. */
  #pass(): void {
    const { agenda, horizon } = this.#world;
    while (this.#runsLeft > 0 && agenda.nextTime() < horizon) this.#happen(agenda.nextTime());
  }

  #happen(now: Micros): void {
    this.#noteProgress(now);
    this.#world.now = now;
    this.#watcher.advance?.(now, this.#books);
    this.#world.agenda.advance();
    // The supervisor answers until there is nothing more to hear at this moment.
    this.#world.deliver();
  }

  readonly #books: Books = (run, time) => this.#world.tenants[run]!.ledger.at(time);

  readonly #members: Members = (name, replica) =>
    this.#world.runNamed(name)?.processes.seats.membersOf(replica) ?? new Int32Array();

  #onTold(event: SupervisorEvent): void {
    this.#watcher.told?.(this.#world.now, event);
    if (this.#courier) this.#send(event, (copy) => this.#hear(copy));
    else this.#hear(event);
  }

  #send<Message extends SupervisorEvent | Command>(
    message: Message,
    arrive: (message: Message) => void,
  ): void {
    for (const delay of this.#courier?.deliver(message, this.#world.now) ?? []) {
      if (delay === 0) arrive(message);
      else this.#world.after(delay, () => arrive(message));
    }
  }

  #hear(event: SupervisorEvent): void {
    this.#loop.hear(event);
    if (event.kind === 'released') this.#noteEnds();
  }

  /** Only the digest is written, and at once. */
  appendEvent(event: SupervisorEvent): boolean {
    this.#record(event);
    return true;
  }

  appendCommands(): boolean {
    return true;
  }

  stepped(event: SupervisorEvent, result: StepResult): void {
    this.#watcher.step?.(this.#world.now, event, result, this.#members);
  }

  execute(command: Command): void {
    if (this.#courier) this.#send(command, (copy) => this.#world.execute(copy));
    else this.#world.execute(command);
  }

  #noteEnds(): void {
    for (const [index, run] of this.#loop.state.runs.entries()) {
      if (!isOver(run) || this.#ends[index] !== undefined) continue;
      this.#ends[index] = this.#world.now;
      this.#runsLeft--;
      const simulated = this.#world.runs[index]!;
      simulated.isOver = true;
      simulated.processes.ledger.close(this.#world.now);
    }
  }

  #record(event: SupervisorEvent): void {
    this.#events++;
    this.#digest.number(CODE_OF[event.kind]).number(this.#world.now);
    if ('epoch' in event) this.#digest.number(event.epoch);
    if ('node' in event) this.#digest.number(event.node);
    if ('work' in event) this.#digest.number(event.work);
  }

  #onStrike(strike: Strike): void {
    const { now } = this.#world;
    this.#events++;
    this.#digest.text(strike.fault.what).number(now);
    for (const node of strike.nodes) this.#digest.number(node);
    // A node that breaks while its run waits for another one interrupts nothing.
    const run = strike.run === undefined ? undefined : this.#world.runNamed(strike.run);
    const isWaiting = run?.processes.waitsForNodes;
    if (!isWaiting) this.#counts.count(strike);
    this.#watcher.strike?.(now, strike);
  }

  #onCalm(fault: Fault): void {
    this.#watcher.calm?.(this.#world.now, fault);
  }

  /** Records progress up to a time, before anything happens at that time. */
  #noteProgress(until: Micros): void {
    const { tenants } = this.#world;
    while (this.#nextPoint <= until) {
      const time = this.#nextPoint;
      const noted = this.#progress[0]!.length + 1;
      const isLast = noted === PROGRESS_POINTS;
      this.#nextPoint = isLast
        ? Number.POSITIVE_INFINITY
        : Math.floor((noted * this.#span) / (PROGRESS_POINTS - 1));
      for (const [index, { ledger }] of tenants.entries())
        this.#progress[index]!.push(ledger.at(time).useful);
    }
  }

  #end(): Life {
    const { tenants, horizon, tally } = this.#world;
    const now = this.#runsLeft === 0 ? this.#world.now : horizon;
    this.#noteProgress(horizon);
    const outcomes = this.#loop.state.runs.map(
      ({ phase }): Outcome => (phase === 'finished' || phase === 'failed' ? phase : 'running'),
    );
    this.#watcher.end?.(now, outcomes, this.#books);
    return {
      runs: tenants.map(({ twin, ledger }, index) => {
        const end = this.#ends[index] ?? now;
        const start = Math.min(end, Math.round(twin.start * 1e6));
        return {
          outcome: outcomes[index]!,
          elapsed: end - start,
          account: ledger.at(end),
          interruptions: this.#counts.unexpectedOf(twin.spec.run),
          planned: this.#counts.plannedOf(twin.spec.run),
          progress: this.#progress[index]!,
        };
      }),
      fleet: tally.shares(now),
      lemons: this.#faults.lemons,
      events: this.#events,
      digest: this.#digest.hex(),
    };
  }
}

/** A number for each kind of event in digests; faster than its name. */
const CODE_OF: Readonly<Record<EventKind, number>> = {
  requested: 0,
  placed: 1,
  launched: 2,
  observed: 3,
  diagnosed: 4,
  checkpointed: 5,
  saved: 6,
  stopped: 7,
  maintenanceDue: 8,
  maintained: 9,
  nodeFailed: 10,
  cordoned: 11,
  repaired: 12,
  uncordoned: 13,
  timer: 14,
  finished: 15,
  released: 16,
  cancelled: 17,
  restartDue: 18,
  slowed: 19,
  corrupted: 20,
  shrunk: 21,
  replicaDiagnosed: 22,
  rejoined: 23,
  domainFailed: 24,
  domainRestored: 25,
  drainDue: 26,
  warmed: 27,
  sweepDue: 28,
  inventory: 29,
};
