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
 * A journal as text: a header, then each event and the commands that answered it, as JSON, one object a line.
 * It holds what a supervisor heard and did, not what really happened. `docs/journal.md` describes the format
 * for writers.
 */
export const JOURNAL_FORMAT = 'gigafactory-journal';
/** The version written. Format 1, which held events only, can be read too. */
export const JOURNAL_VERSION = 2;

/** The first line. */
export type JournalHeader = HeaderOfEvents | HeaderOfDecisions;

interface AnyHeader {
  readonly format: typeof JOURNAL_FORMAT;
  /** Seed of the twin that recorded it; absent for a real run. */
  readonly seed?: number;
  readonly topology: Topology;
  readonly runs: readonly JournalRun[];
}

/** The header of format 1. */
export interface HeaderOfEvents extends AnyHeader {
  readonly version: 1;
  readonly horizon: Seconds;
}

/** The header of format 2: everything a supervisor starts from, so that its decisions can be retraced. */
export interface HeaderOfDecisions extends AnyHeader {
  readonly version: 2;
  /** Version of the program that made the decisions. */
  readonly program: string;
  /** Time covered, s; absent if the journal ends with its last event. */
  readonly horizon?: Seconds;
  readonly mode: Mode;
  readonly fleet: FleetPolicy;
  readonly runs: readonly (RunSpec & JournalRun)[];
}

export interface JournalRun {
  readonly run: string;
  readonly kind: 'train' | 'serve';
  /** Training time that the run needs, s. */
  readonly work: Seconds;
  readonly replicas: number;
  readonly nodesPerReplica: number;
  readonly policy: { readonly hangTimeout: Seconds };
}

/** An event and its answer. */
export interface JournalEntry {
  /** Line of the event. */
  readonly line: number;
  readonly event: SupervisorEvent;
  /**
   * What the supervisor ordered, in this order. Empty if it ordered nothing; absent if the journal does not
   * say: in format 1, and after an event whose writer stopped before it had decided.
   */
  readonly commands?: readonly Command[];
}

export interface Journal {
  readonly header: JournalHeader;
  readonly entries: readonly JournalEntry[];
  /** Time that it covers, s: up to its end or, without one, to its last event, for what followed is unknown. */
  readonly horizon: Seconds;
  /** Whether it has its end. */
  readonly isWhole: boolean;
  /** What was left out of the journal or is missing from it, in words. */
  readonly notes: readonly string[];
}

/** What the supervisor of a journal started from; format 1 does not say. */
export function supervisorOf({ mode, topology, fleet, runs }: HeaderOfDecisions): SupervisorConfig {
  return { mode, topology, fleet, runs: runs.map(specOf) };
}

/** A run trains unless it says otherwise. */
function specOf({ kind, work: _, ...spec }: RunSpec & JournalRun): RunSpec {
  return kind === 'serve' ? { ...spec, kind } : spec;
}
