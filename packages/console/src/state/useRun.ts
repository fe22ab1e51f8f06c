import { useCallback, useMemo } from 'react';
import type { Plan } from '../api/types.ts';
import { useParam } from './location.ts';
import { usePlan } from './plan.tsx';

/** The runs of a plan, and the one that every page is about. */
export interface ChosenRun {
  readonly runs: readonly string[];
  /** The run in the address, or else the first; undefined if the file has no runs. */
  readonly run: string | undefined;
  readonly choose: (run: string) => void;
}

/** The run that the open page is about. */
export function useRun(): ChosenRun {
  return useRunOf(usePlan());
}

/** For the bar above the pages, which is shown before there is a plan. */
export function useRunOf(plan: Plan | undefined): ChosenRun {
  const training = plan?.training;
  const runs = useMemo(() => Object.keys(training ?? {}), [training]);
  const [wanted, set] = useParam('run');
  const run = wanted !== undefined && runs.includes(wanted) ? wanted : runs[0];
  const choose = useCallback((next: string) => set(next), [set]);
  return { runs, run, choose };
}
