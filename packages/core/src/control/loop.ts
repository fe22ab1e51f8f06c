import type { Command, SupervisorEvent } from './protocol/index.ts';
import type { SupervisorState } from './state.ts';
import { step } from './step.ts';
import type { StepOptions, StepResult } from './turn.ts';

/** What a loop asks of its host. */
export interface LoopHost {
  /**
   * Writes an event into the journal. True when it is safe already; otherwise the host calls `appended` once
   * it is.
   */
  appendEvent(event: SupervisorEvent): boolean;
  /** Writes what was ordered in answer to the event before it, also when that is nothing; as `appendEvent`. */
  appendCommands(commands: readonly Command[]): boolean;
  /** Gives a command to the engine. Must not throw, as `Engine.execute` does not: the loop would stand still. */
  execute(command: Command): void;
  /** What an event led to; its commands are not written yet. */
  stepped?(event: SupervisorEvent, result: StepResult): void;
}

/** Idle, or it waits for the event, or for the commands that answer it, to be safe; or it carries those out. */
type Phase = 'idle' | 'hearing' | 'answering' | 'executing';

const NO_COMMANDS: readonly Command[] = [];

/**
 * The one loop that a control plane lives by: hear an event, write it down, step, write down what is ordered,
 * carry it out. One event at a time: what comes in between waits in line, so that the journal's order is the
 * order in which the supervisor decided. Nothing is done before it is written, and nothing heard is lost. It
 * knows no time and no promise: the twin answers at once, a server once its disk has.
 */
export class Loop {
  readonly #host: LoopHost;
  readonly #options: StepOptions;
  readonly #waiting: SupervisorEvent[] = [];
  #state: SupervisorState;
  #phase: Phase = 'idle';
  #event: SupervisorEvent | undefined;
  #commands = NO_COMMANDS;

  constructor(state: SupervisorState, host: LoopHost, options: StepOptions = {}) {
    this.#state = state;
    this.#host = host;
    this.#options = options;
  }

  /** What the supervisor knows after the last event that it answered. */
  get state(): SupervisorState {
    return this.#state;
  }

  /** Whether everything heard is answered, and every answer given to the engine. */
  get isIdle(): boolean {
    return this.#phase === 'idle';
  }

  /** Hears an event, in the order in which the engine says them. */
  hear(event: SupervisorEvent): void {
    if (this.#phase !== 'idle') this.#waiting.push(event);
    else {
      this.#begin(event);
      this.#goOn();
    }
  }

  /** What was last to be written is safe. Throws when nothing was to be: the host has lost count. */
  appended(): void {
    if (this.#phase === 'hearing') this.#step();
    else if (this.#phase === 'answering') this.#execute();
    else throw new Error('nothing was to be written');
    this.#goOn();
  }

  #goOn(): void {
    while (this.#phase === 'idle' && this.#waiting.length > 0) this.#begin(this.#waiting.shift()!);
  }

  #begin(event: SupervisorEvent): void {
    this.#phase = 'hearing';
    this.#event = event;
    if (this.#host.appendEvent(event)) this.#step();
  }

  #step(): void {
    const event = this.#event!;
    const result = step(this.#state, event, this.#options);
    this.#state = result.state;
    this.#commands = result.commands;
    this.#host.stepped?.(event, result);
    this.#phase = 'answering';
    if (this.#host.appendCommands(result.commands)) this.#execute();
  }

  #execute(): void {
    this.#phase = 'executing';
    for (const command of this.#commands) this.#host.execute(command);
    this.#phase = 'idle';
  }
}
