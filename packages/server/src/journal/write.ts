import type { Problem } from '@gigafactory/core/base';
import type { CommitOutcome } from './group-commit.ts';
import type { OrderRecord, Snapshot } from './store.ts';

/** One addition to a database, as plain data, so that it can be sent to another thread. */
export type Write =
  | {
      readonly kind: 'create';
      readonly journal: number;
      readonly run: string;
      readonly generation: number;
      readonly startedAt: number;
      readonly program: string;
      readonly header: string;
    }
  | {
      readonly kind: 'lines';
      readonly journal: number;
      /** The number of the first. */
      readonly from: number;
      readonly lines: readonly string[];
    }
  | { readonly kind: 'end'; readonly journal: number; readonly at: number }
  | {
      readonly kind: 'order';
      readonly id: number;
      readonly journal: number | null;
      readonly at: number | null;
      readonly time: number;
      readonly by: string;
      readonly text: string;
    }
  | {
      readonly kind: 'snapshot';
      readonly journal: number;
      readonly lines: number;
      readonly program: string;
      readonly text: string;
    };

/** Snapshots kept of each journal; older ones are of no use. */
export const SNAPSHOTS_KEPT = 2;

/** A journal as the database has it. */
export interface JournalRow {
  readonly id: number;
  readonly run: string;
  readonly generation: number;
  readonly startedAt: number;
  readonly program: string;
  readonly lines: number;
  readonly endedAt: number | null;
}

/** An order as a database has it, with the number of its journal. */
export interface OrderRow extends Omit<OrderRecord, 'name'> {
  readonly journal: number | null;
}

/** Reads what is durable in a database, and nothing else. */
export interface StoreReader {
  /** In the order of their numbers. */
  journals(): Promise<readonly JournalRow[]>;
  /** The number of the newest order; 0 before the first. */
  lastOrder(): Promise<number>;
  /** Lines from one on and before another, each with its newline. */
  lines(journal: number, from: number, before: number): Promise<readonly string[]>;
  /** Of a journal, or all; the oldest first. */
  orders(journal: number | undefined): Promise<readonly OrderRow[]>;
  /** The newest first. */
  snapshots(journal: number): Promise<readonly Snapshot[]>;
  close(): Promise<void>;
}

/** A database that was opened for its only writer. */
export interface StoreBackend {
  readonly fence: number;
  readonly reader: StoreReader;
  /** Makes all writes durable in their order, or none. */
  readonly commit: (writes: readonly Write[]) => Promise<CommitOutcome>;
  /** Gives up the writer's connection and the lock. */
  readonly release: () => Promise<void>;
}

/** Why a writer that was overtaken writes nothing more. */
export function fencedProblem(own: number, now: number | undefined): Problem {
  const message = `Another control plane took over this journal (writer ${now}, this is writer ${own}): this one orders nothing more.`;
  return { code: 'journal.fenced', message };
}
