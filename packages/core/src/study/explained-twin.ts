import type { Notes } from '../base/index.ts';
import { retrace } from '../control/index.ts';
import { type Journal, supervisorOf } from '../control/journal/index.ts';
import type { Plan } from '../plan/index.ts';
import {
  type JournalOutcome,
  type LossCause,
  outcomeOf,
  type TwinResult,
  type TwinScenario,
} from '../twin/index.ts';

/** When the run would end, s since 1970: the planned start plus the spread of the duration. */
export interface EndDates {
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
}

/** What the GPUs of the run cost while they did nothing useful, USD per life of the twin. */
export interface CostOfLost {
  readonly total: number;
  readonly byCause: Readonly<Record<LossCause, number>>;
}

/** A journal compared with what the twin made of its faults. */
export interface JournalReport {
  /** What happened to the run according to the journal. */
  readonly then: JournalOutcome;
  /** Number of faults taken from the journal, by kind. */
  readonly faults: Readonly<Record<string, number>>;
  /** Whether the journal has its end; without one, all of this is about the time up to its last event. */
  readonly isWhole: boolean;
  /** Mean ETTR of the twin less that of the journal, least and most. */
  readonly difference: readonly [number, number];
  /**
   * What could not be taken from the journal, and whether the current supervisor would decide otherwise, in
   * words.
   */
  readonly notes: readonly string[];
}

/** Many lives of one run, with a note for every figure under `twin.<run>`. */
export type ExplainedTwin = TwinResult & {
  /** What the plan says of the run: by formula, without a life. Duration in s. */
  readonly byFormula: { readonly goodput: number; readonly duration: number };
  /** Absent if the run would never end at its pace, or the plan has no date for its start. */
  readonly endDate?: EndDates;
  /** Absent if no money is planned. */
  readonly costOfLost?: CostOfLost;
  /** Present if a journal was given. */
  readonly journal?: JournalReport;
  readonly notes: Notes;
};

/** When the run would end, s since 1970; undefined if it has no duration or no start. */
export function endDates(
  plan: Plan,
  { run, duration }: TwinResult,
): { readonly endDate?: EndDates } {
  const { start } = plan.training[run]!;
  if (!duration || start === undefined) return {};
  const { p10, p50, p90 } = duration;
  return { endDate: { p10: start + p10, p50: start + p50, p90: start + p90 } };
}

/** Compares what a journal says about the run with what the twin made of its faults. */
export function reportJournal(
  journal: Journal,
  { faults }: TwinScenario,
  { run, ettr }: TwinResult,
): JournalReport {
  const counts: Record<string, number> = {};
  for (const { what } of faults) counts[what] = (counts[what] ?? 0) + 1;
  const then = outcomeOf(journal, run);
  const [least, most] = then.ettr;
  const difference = [ettr.mean - most, ettr.mean - least] as const;
  return {
    then,
    isWhole: journal.isWhole,
    faults: counts,
    difference,
    notes: [...journal.notes, ...departureNote(journal)],
  };
}

/**
 * Notes where the supervisor of this version would depart from the journal, which remains the record of what
 * was done.
 */
function departureNote({ header, entries }: Journal): string[] {
  if (header.version === 1) return [];
  const { departure } = retrace(supervisorOf(header), entries);
  if (!departure) return [];
  const { line, event } = departure;
  return [
    `Version ${header.program} decided it; to "${event.kind}" in line ${line} the supervisor of this version would answer with other commands.`,
  ];
}
