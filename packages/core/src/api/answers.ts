import type { Journal } from '../control/journal/index.ts';
import type { Plan } from '../plan/index.ts';
import {
  LOSS_CAUSES,
  type LossCause,
  outcomeOf,
  type TwinResult,
  type TwinScenario,
} from '../twin/index.ts';
import type { CostOfLost, EndDates, JournalReport } from './contract.ts';

/** When the run would end, s since 1970; nothing where the twin has no duration for it. */
export function endDates(
  plan: Plan,
  { run, duration }: TwinResult,
): { readonly endDate?: EndDates } {
  if (!duration) return {};
  const { start } = plan.training[run]!;
  const { p10, p50, p90 } = duration;
  return { endDate: { p10: start + p10, p50: start + p50, p90: start + p90 } };
}

/** What the GPUs of the run cost while they came to nothing, USD for a life. */
export function costOfLost(plan: Plan, { run, lost }: TwinResult): CostOfLost {
  const perSecond = plan.training[run]!.gpus * plan.money.perGpuHour;
  const byCause = Object.fromEntries(
    LOSS_CAUSES.map((cause) => [cause, lost[cause].mean * perSecond]),
  ) as Record<LossCause, number>;
  return { total: Object.values(byCause).reduce((sum, cost) => sum + cost, 0), byCause };
}

/** What a journal tells of the run, beside what the twin made of its faults. */
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
  return { then, faults: counts, difference, notes: journal.notes };
}
