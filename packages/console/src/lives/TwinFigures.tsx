import { lazy, type ReactNode, Suspense } from 'react';
import { linkTo, paths } from '../state/paths.ts';
import { useSource } from '../state/source.ts';
import styles from './TwinFigures.module.css';

/** Fetched only when needed: most visits ask nothing of the twin before its own page. */
const SimulatedFigures = lazy(async () => ({
  default: (await import('./SimulatedFigures.tsx')).SimulatedFigures,
}));

/** If the source in the address is the twin, has these runs simulated for the page's figures and says so. */
export function TwinFigures({ runs }: { readonly runs: readonly string[] }): ReactNode {
  const [source] = useSource();
  if (runs.length === 0) return null;
  if (source === 'plan') {
    return (
      <p className={styles.source}>
        A run’s goodput, duration and end are by formula;{' '}
        <a href={linkTo(paths.twin())}>the twin</a> simulates them, and how lives differ.
      </p>
    );
  }
  return (
    <Suspense>
      <SimulatedFigures runs={runs} />
    </Suspense>
  );
}
