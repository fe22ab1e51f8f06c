import { useMemo } from 'react';
import type { Operations } from '../api/types.ts';
import { useFactory } from '../state/factory.ts';
import { useParam } from '../state/location.ts';
import type { Edits } from '../state/url.ts';
import type { TimedFault } from './breakage.ts';
import { type LivesSimulation, useLives } from './useLives.ts';
import { type Simulation, useSimulation } from './useSimulation.ts';
import { useTwinSettings } from './useTwinSettings.ts';

/** The lives of one policy. */
export interface Lives {
  readonly life: Simulation<Operations['replay']['output']>;
  readonly lives: LivesSimulation;
  /** Nothing is left to wait for. */
  readonly isOver: boolean;
}

interface Asking {
  readonly run: string;
  readonly runs: readonly string[];
  readonly faults: readonly TimedFault[];
  /** On top of the factory's: the policy that is lived under. */
  readonly policy?: Edits | undefined;
  /** Tells the second policy's answers from the first's. */
  readonly place?: string;
  /** One life may be asked for, and then many. */
  readonly enabled: readonly [life: boolean, lives: boolean];
}

/** One life to watch, then many. */
export function useTwin({ run, runs, faults, policy, place = '', enabled }: Asking): Lives {
  const { input } = useFactory();
  const { seed, days, lives: count } = useTwinSettings();
  const [beside] = useParam('with');
  const scenario = useMemo(
    () => ({
      ...input,
      ...(policy ? { edits: { ...input.edits, ...policy } } : {}),
      ...(beside === 'all' ? { with: runs.filter((other) => other !== run) } : {}),
      ...(faults.length > 0 ? { faults } : {}),
      run,
      seed,
      days,
    }),
    [input, policy, beside, faults, run, runs, seed, days],
  );
  const [mayLive, mayLiveOften] = enabled;
  const life = useSimulation('replay', scenario, { enabled: mayLive, place });
  const request = useMemo(() => ({ ...scenario, lives: count }), [scenario, count]);
  const lives = useLives(request, mayLiveOften && isOver(life), place);
  return { life, lives, isOver: isOver(lives) };
}

export function isOver({ asked, stopped }: Simulation<unknown>): boolean {
  return stopped || asked.state !== 'loading';
}
