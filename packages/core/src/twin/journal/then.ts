import type { Journal } from '../../control/journal/index.ts';
import type { SupervisorEvent } from '../../control/protocol/index.ts';

/** The outcome of a run in a journal. */
export interface JournalOutcome {
  /** From its request to its end or that of the journal, s. */
  readonly elapsed: number;
  /**
   * Bounds of its useful time over that time: with only what its newest checkpoint held, and with everything
   * it may have trained since.
   */
  readonly ettr: readonly [number, number];
  /** Attempts and replicas that failed, including those found corrupted. */
  readonly failures: number;
}

/** What a journal says about one of its runs. */
export function outcomeOf({ header, entries, horizon }: Journal, run: string): JournalOutcome {
  const spec = header.runs.find((each) => each.run === run)!;
  const books = new Books(Math.round(horizon * 1e6), Math.round(spec.work * 1e6));
  for (const { event } of entries) if ('run' in event && event.run === run) books.enter(event);
  return books.close();
}

class Books {
  readonly #horizon: number;
  readonly #total: number;
  #start: number | undefined;
  #end: number | undefined;
  #work = 0;
  /** Since when the run has been training without a known checkpoint of that work. */
  #trainsSince: number | undefined;
  #failures = 0;

  constructor(horizon: number, total: number) {
    this.#horizon = horizon;
    this.#total = total;
  }

  enter(event: Extract<SupervisorEvent, { readonly run: string }>): void {
    switch (event.kind) {
      case 'requested':
        this.#start ??= event.at;
        break;
      case 'launched':
        this.#work = event.work;
        this.#trainsSince = event.at;
        break;
      case 'checkpointed':
      case 'saved':
        this.#work = Math.max(this.#work, event.work);
        if (this.#trainsSince !== undefined) this.#trainsSince = event.at;
        break;
      case 'observed':
        if (event.health === 'failed') this.#fail(event.replica === undefined);
        break;
      case 'corrupted':
        this.#work = Math.min(this.#work, event.cleanWork);
        this.#fail(true);
        break;
      case 'stopped':
        this.#trainsSince = undefined;
        break;
      case 'finished':
        this.#work = this.#total;
        this.#trainsSince = undefined;
        break;
      case 'released':
        this.#end ??= event.at;
    }
  }

  close(): JournalOutcome {
    const start = this.#start ?? 0;
    const end = this.#end ?? this.#horizon;
    const elapsed = Math.max(1, end - start);
    const since = this.#trainsSince === undefined ? 0 : end - this.#trainsSince;
    const least = Math.min(1, this.#work / elapsed);
    const most = Math.min(1, (this.#work + since) / elapsed);
    return { elapsed: elapsed / 1e6, ettr: [least, most], failures: this.#failures };
  }

  #fail(endsTraining: boolean): void {
    this.#failures++;
    if (endsTraining) this.#trainsSince = undefined;
  }
}
