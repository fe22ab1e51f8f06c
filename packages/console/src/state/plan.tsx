import { assumedInputs } from '@gigafactory/core/base';
import { createContext, type ReactNode, useContext, useMemo } from 'react';
import type { Note, Notes, Plan } from '../api/types.ts';
import { useSimulated } from './simulated.ts';

/** The plan on screen. */
export interface PlanState {
  readonly plan: Plan;
  /** Assumptions that some figure of the plan uses; simulations on the page add none. */
  readonly assumptions: readonly Note[];
  /** A newer one is being computed, or the file has a mistake: this is the last good plan. */
  readonly stale: boolean;
}

const PlanContext = createContext<PlanState | undefined>(undefined);

interface PlanProviderProps {
  readonly plan: Plan;
  readonly stale?: boolean;
  readonly children: ReactNode;
}

export function PlanProvider({ plan, stale = false, children }: PlanProviderProps): ReactNode {
  const simulated = useSimulated();
  const assumptions = useMemo(() => assumedInputs(plan.notes), [plan]);
  const state = useMemo(
    () => ({
      plan: { ...plan, notes: { ...plan.notes, ...simulated } },
      assumptions,
      stale,
    }),
    [plan, simulated, assumptions, stale],
  );
  return <PlanContext value={state}>{children}</PlanContext>;
}

export function usePlanState(): PlanState {
  const state = useContext(PlanContext);
  if (!state) throw new Error('usePlan needs a PlanProvider above it');
  return state;
}

export function usePlan(): Plan {
  return usePlanState().plan;
}

const NO_NOTES: Notes = {};

/** The plan's notes; empty without a plan, for pages that work without one. */
export function useNotes(): Notes {
  return useContext(PlanContext)?.plan.notes ?? NO_NOTES;
}
