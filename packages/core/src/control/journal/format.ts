import type { FleetPolicy, RunSpec, SupervisorEvent, Topology } from '../protocol/index.ts';

/**
 * A journal as text: a header, then one event a line, each as JSON. It holds what a supervisor heard, and
 * not what really happened.
 */
export const JOURNAL_FORMAT = 'gigafactory-journal';
export const JOURNAL_VERSION = 1;

/** The first line. */
export interface JournalHeader {
  readonly format: typeof JOURNAL_FORMAT;
  readonly version: typeof JOURNAL_VERSION;
  /** Of the twin that lived it; none of a real run. */
  readonly seed?: number;
  /** Time that it covers, s. */
  readonly horizon: number;
  readonly topology: Topology;
  readonly fleet: FleetPolicy;
  readonly runs: readonly JournalRun[];
}

export interface JournalRun extends RunSpec {
  readonly kind: 'train' | 'serve';
  /** Training time that it needs, s. */
  readonly work: number;
}

/** A line of a journal after the first. */
export interface JournalEntry {
  readonly line: number;
  readonly event: SupervisorEvent;
}

export interface Journal {
  readonly header: JournalHeader;
  readonly entries: readonly JournalEntry[];
  /** What was left out of it, in words. */
  readonly notes: readonly string[];
}
