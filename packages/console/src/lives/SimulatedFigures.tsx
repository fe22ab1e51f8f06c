import type { ReactNode } from 'react';
import { latest } from '../api/client.ts';
import { linkTo, paths } from '../state/paths.ts';
import { useSimulatedNotes } from '../state/simulated.ts';
import { useRun } from '../state/useRun.ts';
import { Progress } from './Progress.tsx';
import styles from './SimulatedFigures.module.css';
import { useBreakages } from './useBreakages.ts';
import { useLives } from './useLives.ts';
import { useTwinRequest } from './useTwin.ts';
import { useTwinSettings } from './useTwinSettings.ts';

/** Simulates runs and provides their figures to the page; they are the same as on the twin's own page. */
export function SimulatedFigures({ runs }: { readonly runs: readonly string[] }): ReactNode {
  const { days, lives, seed } = useTwinSettings();
  return (
    <div className={styles.line}>
      <p>
        A run’s goodput, duration and end come <a href={linkTo(paths.twin())}>from the twin</a>:{' '}
        {lives} simulated lives of {days} days at most, seed {seed}. All else is by formula.
      </p>
      {runs.map((run) => (
        <Simulated key={run} run={run} of={lives} />
      ))}
    </div>
  );
}

function Simulated({ run, of }: { readonly run: string; readonly of: number }): ReactNode {
  const { runs } = useRun();
  const { faults } = useBreakages();
  const lives = useLives(useTwinRequest({ run, runs, faults }), true, `figures of ${run}`);
  useSimulatedNotes(`twin.${run}`, latest(lives.asked)?.result.notes);
  return (
    <Progress simulation={lives} what={`Simulating ${run}`} count={{ done: lives.done, of }} inLine>
      {() => null}
    </Progress>
  );
}
