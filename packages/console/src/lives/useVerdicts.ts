import { useState } from 'react';
import { faultOf } from '../api/client.ts';
import type { Answer, CheckedRequirement, Plan, Problem } from '../api/types.ts';
import { useQuestion } from '../api/useQuestion.ts';
import { useFactory } from '../state/factory.ts';
import { usePlanState } from '../state/plan.tsx';
import { liveClaims } from './liveClaims.ts';

/** Requirements of the plan, and those over the twin once they have been lived. */
export interface Verdicts {
  readonly judged: readonly CheckedRequirement[];
  /** Claims that are still being lived. */
  readonly pending: Plan['unjudged'];
  /** Lives lived so far, and of how many. */
  readonly progress: { readonly done: number; readonly of: number } | undefined;
  readonly problems: readonly Problem[];
}

/** Has the requirements over the twin lived, in the background: the plan does not wait for them. */
export function useVerdicts(): Verdicts {
  const { input } = useFactory();
  const { plan, stale } = usePlanState();
  const [progress, setProgress] = useState<Verdicts['progress']>();
  const { data, error } = useQuestion<Answer<'judge'>>(
    ['verdicts', input],
    (signal) => liveClaims(input, plan, signal, (done, of) => setProgress({ done, of })),
    { enabled: !stale && plan.unjudged.length > 0 },
  );
  if (plan.unjudged.length === 0) return settled(plan.requirements);
  if (data?.ok) return settled(data.value);
  const problems = data ? data.problems : error ? [faultOf(error)] : [];
  return { judged: plan.requirements, pending: plan.unjudged, progress, problems };
}

function settled(judged: readonly CheckedRequirement[]): Verdicts {
  return { judged, pending: [], progress: undefined, problems: [] };
}
