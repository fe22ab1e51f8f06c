import {
  type Followed,
  Loop,
  type LoopHost,
  type StepResult,
  type SupervisorState,
} from '@gigafactory/core/control';
import type { Command, Decision, SupervisorEvent } from '@gigafactory/core/protocol';
import { type JournalStore, RunJournal } from '../journal/index.ts';

/** What the loop of a run works with. */
export interface HostParts {
  readonly store: JournalStore;
  /** The run's name in the store. */
  readonly name: string;
  /** What its journal folds to, and the number of its lines. */
  readonly followed: Followed;
  readonly lines: number;
  readonly execute: (command: Command) => void;
  /** Hears an event and what was decided, once both are durable and before the engine is given a command. */
  readonly published: (event: SupervisorEvent, decisions: readonly Decision[]) => void;
}

/** The loop of one run over its journal and its engine. */
export class RunHost implements LoopHost {
  readonly #parts: HostParts;
  readonly #journal: RunJournal;
  readonly #loop: Loop;
  #stepped: { readonly event: SupervisorEvent; readonly result: StepResult } | undefined;
  #at: number;

  constructor(parts: HostParts) {
    const { store, name, followed, lines } = parts;
    this.#parts = parts;
    this.#at = followed.state.at;
    this.#loop = new Loop(followed.state, this);
    const appended = () => this.#appended();
    this.#journal = new RunJournal({ store, name, followed, lines, appended });
  }

  get state(): SupervisorState {
    return this.#loop.state;
  }

  hear(event: SupervisorEvent): void {
    this.#at = Math.max(this.#at, event.at);
    this.#loop.hear({ ...event, at: this.#at });
  }

  /** Resolves once the loop is idle, as far as it comes before the signal aborts. */
  async settle(signal: AbortSignal): Promise<void> {
    while (!this.#loop.isIdle && !signal.aborted) await new Promise(setImmediate);
    if (this.#loop.isIdle) await this.#journal.close();
  }

  appendEvent(event: SupervisorEvent): boolean {
    return this.#journal.appendEvent(event);
  }

  stepped(event: SupervisorEvent, result: StepResult): void {
    this.#journal.stepped(event, result);
    this.#stepped = { event, result };
  }

  appendCommands(commands: readonly Command[]): boolean {
    return this.#journal.appendCommands(commands);
  }

  execute(command: Command): void {
    this.#parts.execute(command);
  }

  #appended(): void {
    const { event, result } = this.#stepped!;
    this.#parts.published(event, result.decisions);
    this.#loop.appended();
  }
}
