import type { Command, SupervisorEvent } from './protocol/index.ts';
import type { SupervisorState } from './state.ts';
import { step } from './step.ts';
import type { StepOptions, StepResult } from './turn.ts';

/** What a loop needs from its host. */
export interface LoopHost {
  /**
   * Writes an event to the journal. Returns true if it is already durable, or will be no later than the
   * commands that answer it; otherwise the host calls `appended` once it is.
   */
  appendEvent(event: SupervisorEvent): boolean;
  /**
   * Writes the commands that answer the event before them, even if there are none. Returns true if event and
   * commands are durable; otherwise the host calls `appended` once they are.
   */
  appendCommands(commands: readonly Command[]): boolean;
  /** Gives a command to the engine. Like `Engine.execute` it must not throw: the loop would stall. */
  execute(command: Command): void;
  /** Hears what an event led to, before its commands are written. */
  stepped?(event: SupervisorEvent, result: StepResult): void;
}

/**
 * Idle; waiting for the event, or for the commands that answer it, to be durable; or carrying those commands
 * out.
 */
type Phase = 'idle' | 'hearing' | 'answering' | 'executing';

const NO_COMMANDS: readonly Command[] = [];

/**
 * The one loop of a control plane: hear an event, write it down, step, write down the commands, carry them
 * out. It takes one event at a time and queues the rest, so the journal's order is the order in which the
 * supervisor decided. Nothing is done before it is written, and nothing heard is lost. It uses no clock and
 * no promises: the twin answers at once, a server when its disk has.
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

  /** What the supervisor knows after the last event it answered. */
  get state(): SupervisorState {
    return this.#state;
  }

  /** Whether every event heard has been answered and every command given to the engine. */
  get isIdle(): boolean {
    return this.#phase === 'idle';
  }

  /** Hears an event; events must come in the order in which the engine reports them. */
  hear(event: SupervisorEvent): void {
    if (this.#phase !== 'idle') this.#waiting.push(event);
    else {
      this.#begin(event);
      this.#goOn();
    }
  }

  /** To be called when the last write is durable. Throws if none is pending: the host has lost count. */
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
