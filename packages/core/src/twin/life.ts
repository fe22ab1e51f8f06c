import { Digest, type RandomStream } from '../base/index.ts';
import {
  createSupervisor,
  type EventKind,
  type SupervisorEvent,
  type SupervisorState,
  step,
} from '../control/index.ts';
import { Chance } from './chance.ts';
import { Faults } from './faults.ts';
import type { Account } from './ledger.ts';
import { type Micros, toMicros } from './micros.ts';
import type { TwinScenario } from './scenario.ts';
import type { Fault, Outcome, Watcher } from './watcher.ts';
import { World } from './world.ts';

/** What one life came to. */
export interface Life {
  readonly outcome: Outcome;
  /** From the start to the horizon, or to the run's end if that came first, us. */
  readonly elapsed: Micros;
  readonly account: Account;
  /** Unexpected interruptions by cause. */
  readonly interruptions: ReadonlyMap<string, number>;
  readonly maintenanceWindows: number;
  readonly events: number;
  /** 16 hex digits over every fault and event. */
  readonly digest: string;
}

/** Stands for the kind of an event in digests; quicker than its letters. */
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
};

/** Lives one life of a checked scenario. The watcher sees it; the life is the same without one. */
export function live(scenario: TwinScenario, stream: RandomStream, watcher: Watcher = {}): Life {
  return new Living(scenario, stream, watcher).live();
}

class Living {
  readonly #world: World;
  readonly #faults: Faults;
  readonly #watcher: Watcher;
  readonly #horizon: Micros;
  readonly #digest = new Digest();
  readonly #interruptions = new Map<string, number>();
  #state: SupervisorState;
  #events = 0;

  constructor(scenario: TwinScenario, stream: RandomStream, watcher: Watcher) {
    const { run, policy, nodes, gangNodes } = scenario;
    this.#world = new World(scenario, new Chance(stream));
    this.#faults = new Faults(this.#world, (fault) => this.#onFault(fault));
    this.#watcher = watcher;
    this.#horizon = toMicros(scenario.horizon);
    this.#state = createSupervisor({ run, mode: 'act', policy, nodes, gangNodes });
    if (watcher.checkpoints) this.#world.onTrainingEnd = () => this.#tellCheckpoints();
  }

  live(): Life {
    const { agenda } = this.#world;
    this.#faults.start();
    this.#world.tell({ kind: 'requested' });
    this.#deliver();
    while (!this.#isOver() && agenda.nextTime() < this.#horizon) {
      this.#world.now = agenda.nextTime();
      this.#watcher.advance?.(this.#world.now, (time) => this.#world.ledger.at(time));
      agenda.advance();
      this.#deliver();
    }
    return this.#end();
  }

  #isOver(): boolean {
    return this.#state.phase === 'finished' || this.#state.phase === 'failed';
  }

  /** Lets the supervisor answer until it has nothing more to hear at this moment. */
  #deliver(): void {
    const { outbox } = this.#world;
    for (let event = outbox.shift(); event; event = outbox.shift()) {
      this.#record(event);
      const result = step(this.#state, event, this.#watcher.step !== undefined);
      this.#state = result.state;
      this.#watcher.step?.(this.#world.now, event, result);
      for (const command of result.commands) this.#world.execute(command);
    }
  }

  #record(event: SupervisorEvent): void {
    this.#events++;
    this.#digest.number(CODE_OF[event.kind]).number(this.#world.now).number(event.epoch);
    if ('node' in event) this.#digest.number(event.node);
    if ('work' in event) this.#digest.number(event.work);
  }

  #onFault(fault: Fault): void {
    const { now } = this.#world;
    this.#events++;
    this.#digest
      .text(fault.cause)
      .number(now)
      .number(fault.node ?? -1);
    if (fault.interrupts) {
      this.#interruptions.set(fault.cause, (this.#interruptions.get(fault.cause) ?? 0) + 1);
    }
    this.#watcher.fault?.(now, fault);
  }

  #tellCheckpoints(): void {
    this.#watcher.checkpoints?.(this.#world.ledger.checkpointsSince(this.#world.now));
  }

  #end(): Life {
    const world = this.#world;
    const outcome = this.#isOver() ? (this.#state.phase as 'finished' | 'failed') : 'running';
    const elapsed = outcome === 'running' ? this.#horizon : world.now;
    world.now = elapsed;
    this.#watcher.advance?.(elapsed, (time) => world.ledger.at(time));
    if (outcome === 'running' && world.attempt) world.endTraining(world.attempt);
    const account = world.ledger.close(elapsed);
    this.#watcher.end?.(elapsed, outcome, account);
    this.#digest.text(outcome).number(elapsed).number(account.useful);
    return {
      outcome,
      elapsed,
      account,
      interruptions: this.#interruptions,
      maintenanceWindows: world.maintenanceWindows,
      events: this.#events,
      digest: this.#digest.hex(),
    };
  }
}
