import type { Seconds } from '../../base/index.ts';
import type {
  Command,
  FleetPolicy,
  Mode,
  RunSpec,
  SupervisorConfig,
  SupervisorEvent,
  Topology,
} from '../protocol/index.ts';

/**
 * A journal as text: a header, then each event and what was ordered in answer to it, as JSON, one a line.
 * It holds what a supervisor heard and did, and not what really happened. `docs/journal.md` is the format
 * for those who write one.
 */
export const JOURNAL_FORMAT = 'gigafactory-journal';
/** What is written. Format 1, which had events alone, is read too. */
export const JOURNAL_VERSION = 2;

/** The first line. */
export type JournalHeader = HeaderOfEvents | HeaderOfDecisions;

interface AnyHeader {
  readonly format: typeof JOURNAL_FORMAT;
  /** Of the twin that lived it; none of a real run. */
  readonly seed?: number;
  readonly topology: Topology;
  readonly runs: readonly JournalRun[];
}

/** Of format 1. */
export interface HeaderOfEvents extends AnyHeader {
  readonly version: 1;
  readonly horizon: Seconds;
}

/** Of format 2: all that a supervisor begins with, so that its decisions can be followed. */
export interface HeaderOfDecisions extends AnyHeader {
  readonly version: 2;
  /** Version of the program that decided. */
  readonly program: string;
  /** Time that it covers, s; absent where it goes on to its last event. */
  readonly horizon?: Seconds;
  readonly mode: Mode;
  readonly fleet: FleetPolicy;
  readonly runs: readonly (RunSpec & JournalRun)[];
}

export interface JournalRun {
  readonly run: string;
  readonly kind: 'train' | 'serve';
  /** Training time that it needs, s. */
  readonly work: Seconds;
  readonly replicas: number;
  readonly nodesPerReplica: number;
  readonly policy: { readonly hangTimeout: Seconds };
}

/** An event and its answer. */
export interface JournalEntry {
  /** Of the event. */
  readonly line: number;
  readonly event: SupervisorEvent;
  /**
   * What the supervisor ordered, in this order. Empty where it ordered nothing; absent where the journal
   * does not tell: in format 1, and of an event whose writer stopped before it had decided.
   */
  readonly commands?: readonly Command[];
}

export interface Journal {
  readonly header: JournalHeader;
  readonly entries: readonly JournalEntry[];
  /** Time that it covers, s. */
  readonly horizon: Seconds;
  /** What was left out of it or is missing from it, in words. */
  readonly notes: readonly string[];
}

/** What the supervisor of a journal began with; format 1 does not tell. */
export function supervisorOf({ mode, topology, fleet, runs }: HeaderOfDecisions): SupervisorConfig {
  return { mode, topology, fleet, runs: runs.map(({ kind: _, work: __, ...spec }) => spec) };
}
