import { useMemo } from 'react';
import type { Operations } from '../api/types.ts';
import { useFactory } from '../state/factory.ts';
import { useParam } from '../state/location.ts';
import type { Edits } from '../state/url.ts';
import type { TimedFault } from './breakage.ts';
import type { ManyRequest } from './liveMany.ts';
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

interface About {
  readonly run: string;
  readonly runs: readonly string[];
  readonly faults: readonly TimedFault[];
  /** Edits on top of the factory's: the policy to simulate. */
  readonly policy?: Edits | undefined;
}

interface Asking extends About {
  /** Distinguishes the second policy's answers from the first's. */
  readonly place?: string;
  /** Whether one life, and whether many, may be requested. */
  readonly enabled: readonly [life: boolean, lives: boolean];
}

/** One life to watch, then many. */
export function useTwin({ place = '', enabled, ...about }: Asking): Lives {
  const { lives: count, ...scenario } = useTwinRequest(about);
  const [mayLive, mayLiveOften] = enabled;
  const life = useSimulation('replay', scenario, { enabled: mayLive, place });
  const lives = useLives({ ...scenario, lives: count }, mayLiveOften && isOver(life), place);
  return { life, lives, isOver: isOver(lives) };
}

/** What the twin is asked about a run: the same from every page, so that it is simulated once. */
export function useTwinRequest({ run, runs, faults, policy }: About): ManyRequest {
  const { input } = useFactory();
  const { seed, days, lives } = useTwinSettings();
  const [beside] = useParam('with');
  return useMemo(
    () => ({
      ...input,
      ...(policy ? { edits: { ...input.edits, ...policy } } : {}),
      ...(beside === 'all' ? { with: runs.filter((other) => other !== run) } : {}),
      ...(faults.length > 0 ? { faults } : {}),
      run,
      seed,
      days,
      lives,
    }),
    [input, policy, beside, faults, run, runs, seed, days, lives],
  );
}

export function isOver({ asked, stopped }: Simulation<unknown>): boolean {
  return stopped || asked.state !== 'loading';
}
