import { type Followed, type StepResult, snapshotText, TimerList } from '@gigafactory/core/control';
import { commandsLine, eventLine } from '@gigafactory/core/journal';
import type { Command, SupervisorEvent } from '@gigafactory/core/protocol';
import type { JournalStore } from './store.ts';

export interface RunJournalOptions {
  readonly store: JournalStore;
  readonly name: string;
  /** What the journal folds to so far. */
  readonly followed: Followed;
  /** Lines that it has. */
  readonly lines: number;
  /** Tells the loop that its last write is durable; never called once the store is lost. */
  readonly appended: () => void;
}

/** So many lines after a snapshot, another is kept: that many are folded again in a few milliseconds. */
const SNAPSHOT_EVERY = 1000;

/**
 * The half of a loop's host that writes its journal. An event waits for its answer and both become durable
 * together: until then nothing is carried out, so nothing can be seen of a decision that a crash would undo.
 */
export class RunJournal {
  readonly #options: RunJournalOptions;
  readonly #timers: TimerList;
  #folded: Followed;
  #lines: number;
  #snapshotAt: number;

  constructor(options: RunJournalOptions) {
    this.#options = options;
    this.#folded = options.followed;
    this.#timers = new TimerList(options.followed.timers);
    this.#lines = options.lines;
    this.#snapshotAt = options.lines;
  }

  /** Lines given so far. */
  get lines(): number {
    return this.#lines;
  }

  appendEvent(event: SupervisorEvent): true {
    this.#append(eventLine(event), false);
    return true;
  }

  /** Keeps the state for the next snapshot. */
  stepped(event: SupervisorEvent, { state, commands }: StepResult): void {
    this.#timers.take(event, commands);
    this.#folded = { ...this.#folded, state, last: commands, isUnanswered: false };
  }

  appendCommands(commands: readonly Command[]): false {
    this.#append(commandsLine(commands), true);
    if (this.#lines - this.#snapshotAt >= SNAPSHOT_EVERY) void this.#keep().catch(ignore);
    return false;
  }

  /** Keeps a snapshot, so that the next program begins with it; the loop must be idle. */
  async close(): Promise<void> {
    if (this.#lines > this.#snapshotAt) await this.#keep();
  }

  #append(line: string, isDurable: boolean): void {
    const { store, name, appended } = this.#options;
    this.#lines++;
    // Listeners of the store are told if it is lost; the loop then waits for ever, and orders nothing.
    const added = store.append(name, [line], isDurable);
    void (isDurable ? added.then(appended, ignore) : added.catch(ignore));
  }

  async #keep(): Promise<void> {
    const { store, name } = this.#options;
    this.#snapshotAt = this.#lines;
    const timers = this.#timers.pending(this.#folded.state);
    const text = snapshotText({ ...this.#folded, timers });
    await store.saveSnapshot(name, { lines: this.#lines, text });
  }
}

function ignore(): void {}
