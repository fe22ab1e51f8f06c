import type { CommitOutcome } from '../group-commit.ts';
import { fencedProblem, type Write } from '../write.ts';
import { faultOf } from './faults.ts';
import type { Session } from './session.ts';
import { columnsOf, commitStatement, forgetStatement, snapshotted } from './statements.ts';

export interface WriterParts {
  readonly schema: string;
  /** Names the database, without its password. */
  readonly words: string;
  /** The number of this writer, and of the newest commit. */
  readonly fence: number;
  readonly commits: number;
  /** A session that has the lock. */
  readonly session: Session;
  /** Gives another one, which has the lock, after the last was lost; rejects otherwise. */
  readonly renew: (lost: Session) => Promise<Session>;
}

/** Writes to a schema under a fence. */
export class PostgresWriter {
  readonly #parts: WriterParts;
  readonly #commit;
  readonly #forget;
  #session: Session;
  #commits: number;
  /** Of the writes that are given again, the first that are durable already. */
  #done = 0;
  /** Of those, the first of which it is not known whether they are. */
  #inDoubt: number | undefined;

  constructor(parts: WriterParts) {
    this.#parts = parts;
    this.#session = parts.session;
    this.#commits = parts.commits;
    this.#commit = commitStatement(parts.schema);
    this.#forget = forgetStatement(parts.schema);
  }

  /** Makes all of it durable in one transaction, or nothing; what failed is given again, with more behind it. */
  async commit(writes: readonly Write[]): Promise<CommitOutcome> {
    const { words } = this.#parts;
    try {
      if (!this.#session.isAlive) this.#session = await this.#parts.renew(this.#session);
      if (this.#inDoubt !== undefined) {
        const lost = await this.#resolveDoubt(this.#inDoubt);
        if (lost) return lost;
      }
      const lost = await this.#write(writes.slice(this.#done), writes.length);
      if (lost) return lost;
    } catch (error) {
      return { ok: false, ...faultOf(error, words) };
    }
    this.#done = 0;
    return { ok: true };
  }

  /** Gives up the lock. */
  close(): Promise<void> {
    return this.#session.end();
  }

  /** Undefined if it is done. */
  async #write(writes: readonly Write[], given: number): Promise<CommitOutcome | undefined> {
    if (writes.length === 0) return undefined;
    const { fence } = this.#parts;
    const values = [fence, this.#commits + 1, ...columnsOf(writes)];
    this.#inDoubt = given;
    const [answer] = await this.#session.ask(this.#commit, values);
    if (answer?.['own'] !== 1) return (await this.#resolveDoubt(given)) ?? this.#meddled();
    this.#inDoubt = undefined;
    this.#commits++;
    await this.#forgetOld(snapshotted(writes));
    return undefined;
  }

  /** A commit failed, or its answer was lost: looks what the database has of it. */
  async #resolveDoubt(given: number): Promise<CommitOutcome | undefined> {
    const { schema, fence, words } = this.#parts;
    const [now] = await this.#session.ask(`SELECT fence, commits FROM ${schema}.writer`);
    const newFence = Number(now?.['fence']);
    if (newFence !== fence) return lost(fencedProblem(fence, newFence));
    const ahead = Number(now?.['commits']) - this.#commits;
    if (ahead < 0) {
      const message = `PostgreSQL (${words}) has not all that was acknowledged (${-ahead} commits are missing): a standby that lagged behind has taken over, or a copy was restored. This control plane orders nothing more.`;
      return lost({ code: 'journal.rewound', message });
    }
    if (ahead > 1) return this.#meddled();
    this.#inDoubt = undefined;
    this.#commits += ahead;
    if (ahead === 1) this.#done = given;
    return undefined;
  }

  #meddled(): CommitOutcome {
    const { words } = this.#parts;
    const message = `Something else wrote to the journal in PostgreSQL (${words}) as this writer.`;
    return lost({ code: 'journal.broken', message });
  }

  /** They take room and nothing else: if it fails, the next one removes them. */
  async #forgetOld(journals: readonly number[]): Promise<void> {
    if (journals.length === 0) return;
    await this.#session.ask(this.#forget, [journals]).catch(() => {});
  }
}

function lost(problem: Extract<CommitOutcome, { ok: false }>['problem']): CommitOutcome {
  return { ok: false, problem, isFinal: true };
}
