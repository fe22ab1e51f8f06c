import { lazy, type ReactNode, Suspense } from 'react';
import { useSource } from '../state/source.ts';

/** Fetched only when needed: most visits ask nothing of the twin before its own page. */
const SimulatedFigures = lazy(async () => ({
  default: (await import('./SimulatedFigures.tsx')).SimulatedFigures,
}));

/** If the source in the address is the twin, has these runs simulated for the page's figures and says so. */
export function TwinFigures({ runs }: { readonly runs: readonly string[] }): ReactNode {
  const [source] = useSource();
  if (source === 'plan' || runs.length === 0) return null;
  return (
    <Suspense>
      <SimulatedFigures runs={runs} />
    </Suspense>
  );
}
