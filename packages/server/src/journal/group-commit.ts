import type { Problem } from '@gigafactory/core/base';
import { StoreLost } from './store.ts';

/** What became of a commit. One that failed for good is not tried again. */
export type CommitOutcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly problem: Problem; readonly isFinal: boolean };

export interface GroupCommitOptions<Write> {
  /** Makes all writes durable in their order, or none. */
  readonly commit: (writes: readonly Write[]) => Promise<CommitOutcome>;
  /** Hears what is durable, in order, before those who waited do, and how long its commit took, s. */
  readonly committed: (writes: readonly Write[], seconds: number) => void;
  readonly troubled: (problem: Problem) => void;
  readonly recovered: () => void;
  readonly lost: (problem: Problem) => void;
  /** How long a write that need not be durable waits for one that must, ms. */
  readonly lingerMs: number;
  /** How long after a failed commit it is tried again, ms. */
  readonly retryMs: number;
}

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: StoreLost) => void;
}

/**
 * Gathers writes, and commits everything that gathered while the commit before was under way. A commit that
 * fails is tried again with what was added since, and nobody is told that anything is durable before it is.
 */
export class GroupCommit<Write> {
  readonly #options: GroupCommitOptions<Write>;
  #writes: Write[] = [];
  #waiting: Waiting[] = [];
  #isCommitting = false;
  #underWay = 0;
  #isTroubled = false;
  #lost: Problem | undefined;
  #soon: NodeJS.Immediate | undefined;
  #later: NodeJS.Timeout | undefined;
  #idle: (() => void)[] = [];

  constructor(options: GroupCommitOptions<Write>) {
    this.#options = options;
  }

  /** Why nothing can be written any more. */
  get lost(): Problem | undefined {
    return this.#lost;
  }

  get isTroubled(): boolean {
    return this.#isTroubled;
  }

  /** Writes given that are not durable yet. */
  get pending(): number {
    return this.#writes.length + this.#underWay;
  }

  /** Resolves once the write and everything before it is durable. */
  durably(write: Write): Promise<void> {
    if (this.#lost) return Promise.reject(new StoreLost(this.#lost));
    this.#writes.push(write);
    this.#hurry();
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  /** Writes with the next commit. Nothing comes of it if the writer is lost before. */
  eventually(write: Write): void {
    if (this.#lost) return;
    this.#writes.push(write);
    if (this.#soon || this.#later || this.#isCommitting || this.#isTroubled) return;
    this.#later = setTimeout(() => this.#commit(), this.#options.lingerMs);
  }

  /** Resolves when nothing is left to write, or nothing more can be written. */
  async flush(): Promise<void> {
    if (this.#lost || (this.#writes.length === 0 && !this.#isCommitting)) return;
    this.#hurry();
    await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  /** Takes no more writes; those not yet durable are refused. */
  end(problem: Problem): void {
    if (this.#lost) return;
    this.#lost = problem;
    this.#stopTimers();
    const waiting = this.#waiting;
    this.#writes = [];
    this.#waiting = [];
    for (const { reject } of waiting) reject(new StoreLost(problem));
    this.#wake();
  }

  #hurry(): void {
    if (this.#soon || this.#isCommitting || this.#isTroubled) return;
    this.#soon = setImmediate(() => this.#commit());
  }

  #stopTimers(): void {
    clearImmediate(this.#soon);
    clearTimeout(this.#later);
    this.#soon = undefined;
    this.#later = undefined;
  }

  async #commit(): Promise<void> {
    this.#stopTimers();
    const writes = this.#writes;
    const waiting = this.#waiting;
    if (writes.length === 0) return this.#wake();
    this.#writes = [];
    this.#waiting = [];
    this.#isCommitting = true;
    this.#underWay = writes.length;
    const from = performance.now();
    const outcome = await this.#options.commit(writes);
    this.#underWay = 0;
    this.#isCommitting = false;
    if (outcome.ok) this.#succeed(writes, waiting, (performance.now() - from) / 1000);
    else {
      this.#writes = [...writes, ...this.#writes];
      this.#waiting = [...waiting, ...this.#waiting];
      this.#fail(outcome.problem, outcome.isFinal);
    }
  }

  #succeed(writes: readonly Write[], waiting: readonly Waiting[], seconds: number): void {
    if (this.#isTroubled) {
      this.#isTroubled = false;
      this.#options.recovered();
    }
    this.#options.committed(writes, seconds);
    for (const { resolve } of waiting) resolve();
    if (this.#waiting.length > 0 || this.#idle.length > 0) this.#hurry();
    else if (this.#writes.length > 0) {
      this.#later = setTimeout(() => this.#commit(), this.#options.lingerMs);
    }
  }

  #fail(problem: Problem, isFinal: boolean): void {
    if (this.#lost) return;
    if (isFinal) {
      this.end(problem);
      this.#options.lost(problem);
      return;
    }
    this.#later = setTimeout(() => this.#commit(), this.#options.retryMs);
    if (this.#isTroubled) return;
    this.#isTroubled = true;
    this.#options.troubled(problem);
  }

  #wake(): void {
    const idle = this.#idle;
    this.#idle = [];
    for (const resolve of idle) resolve();
  }
}
