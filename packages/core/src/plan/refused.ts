import type { Place, Problem } from '../base/index.ts';
import type { FactoryRun } from '../factory/index.ts';
import {
  explainRefusal,
  type Remedy,
  type StrategyLimits,
  searchFastest,
  showRefusal,
  type TrainingJob,
} from '../model/index.ts';

/** Why no strategy of a run can be laid out: the rule that forbids it, and what to change. */
export function nothingLaidOut(
  name: string,
  job: TrainingJob,
  run: FactoryRun,
  limits: StrategyLimits,
): Problem {
  const refusal = explainRefusal(job, limits);
  if (!refusal) throw new Error(`a strategy of run ${name} can be laid out`);
  const isPinned = Object.values(limits).some((pin) => pin !== undefined);
  const subject = isPinned ? 'No strategy works with what is pinned' : 'No strategy works';
  const pin = sufficientPin(job, limits, refusal.remedies);
  const at = placeOf(run, refusal.remedies[0]?.field) ?? run.gpus.at;
  return {
    code: 'run.infeasible',
    path: `runs.${name}`,
    message: `${subject}: ${showRefusal(job, refusal)}`,
    ...(at ? { at } : {}),
    ...(pin ? { edits: { [`runs.${name}.strategy.${pin.field}`]: String(pin.value) } } : {}),
  };
}

/** A single other pin with which the run can be laid out and fits. */
function sufficientPin(job: TrainingJob, limits: StrategyLimits, remedies: readonly Remedy[]) {
  for (const { field, values, suffices } of remedies) {
    if (!suffices || field in job) continue;
    for (const value of values) {
      const { best } = searchFastest(job, { ...limits, [field]: value });
      if (best.length > 0) return { field, value };
    }
  }
  return undefined;
}

/** Where a field of a run stands, if it is a number of the file. */
function placeOf(run: FactoryRun, field: string | undefined): Place | undefined {
  const fields: Readonly<Record<string, unknown>> = { ...run, ...run.strategy };
  const value = field === undefined ? undefined : fields[field];
  return isPlaced(value) ? value.at : undefined;
}

function isPlaced(value: unknown): value is { readonly at: Place } {
  return typeof value === 'object' && value !== null && 'at' in value && value.at !== undefined;
}
