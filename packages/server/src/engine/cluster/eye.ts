import type { Scheduler, Sight } from './scheduler.ts';

interface What {
  readonly jobs: boolean;
  readonly nodes: boolean;
}

interface Look {
  what: What;
  readonly answer: Promise<boolean>;
}

/** Looks at a scheduler: one look at a time, and whoever asks meanwhile shares the next one. */
export class Eye {
  readonly #scheduler: Scheduler;
  readonly #see: (sight: Sight, askedAt: number) => void;
  #running: Look | undefined;
  #next: Look | undefined;
  #isClosed = false;

  /** `see` hears every sight, with when it was asked for, ms of this process's clock. */
  constructor(scheduler: Scheduler, see: (sight: Sight, askedAt: number) => void) {
    this.#scheduler = scheduler;
    this.#see = see;
  }

  /** Resolves once a sight that was begun after this call was taken in; false if there was no answer. */
  ask(what: What): Promise<boolean> {
    if (!this.#running) return this.#begin(what);
    if (this.#next) {
      const { jobs, nodes } = this.#next.what;
      this.#next.what = { jobs: jobs || what.jobs, nodes: nodes || what.nodes };
      return this.#next.answer;
    }
    const next: Look = {
      what,
      answer: this.#running.answer.then(() => {
        this.#next = undefined;
        return this.#begin(next.what);
      }),
    };
    this.#next = next;
    return next.answer;
  }

  close(): void {
    this.#isClosed = true;
  }

  #begin(what: What): Promise<boolean> {
    const answer = this.#look(what).finally(() => {
      if (this.#running?.answer === answer) this.#running = undefined;
    });
    this.#running = { what, answer };
    return answer;
  }

  async #look(what: What): Promise<boolean> {
    const askedAt = performance.now();
    const sight = await this.#scheduler.look(what);
    if (!sight || this.#isClosed) return false;
    this.#see(sight, askedAt);
    return true;
  }
}
