import { type ChangeWords, changeWords } from '@gigafactory/core/base';
import type { ReactNode } from 'react';
import type { Notes } from '../api/types.ts';
import { useBaseline } from '../state/baseline.tsx';
import { usePlan } from '../state/plan.tsx';
import styles from './Change.module.css';
import { durationUnit } from './RunFigure.tsx';

interface ChangeProps {
  /** Path of the figure in the plan. */
  readonly path: string;
  /** Instead of the note's unit. */
  readonly unit?: string | undefined;
  /** Figures of the file itself, where these are not of its plan; undefined while they are unknown. */
  readonly before?: Notes | undefined;
}

/** What a figure is in the file itself, and how far it is from that now; nothing where they are the same. */
export function Change({ path, unit, ...given }: ChangeProps): ReactNode {
  const base = useBaseline();
  const note = usePlan().notes[path];
  const before = 'before' in given ? given.before : base?.notes;
  if (!before || !note) return null;
  const was = before[path];
  if (!was) return <span className={styles.change}>not in the file</span>;
  const change = changeWords(was.value, note.value, unit ?? note.unit);
  if (!change) return null;
  return (
    <span className={styles.change} data-beside>
      <span className={styles.before}>was {change.before}</span>
      <Difference change={change} />
    </span>
  );
}

/** How a figure of a run by formula differs from that of the file itself; the twin of the file is not asked for that. */
export function RunChange({
  run,
  field,
}: {
  readonly run: string;
  readonly field: string;
}): ReactNode {
  const { notes } = usePlan();
  const path = `training.${run}.${field}`;
  if (field !== 'duration') return <Change path={path} />;
  return <Change path={path} unit={durationUnit(notes[path]?.value)} />;
}

/** By how much something differs, with the direction as a shape. */
export function Difference({
  change: { difference, direction },
}: {
  readonly change: ChangeWords;
}): ReactNode {
  return (
    <span className={styles.difference} data-beside>
      <svg viewBox="0 0 8 8" aria-hidden="true">
        <path d={direction === 'up' ? 'M4 1l3.5 6h-7z' : 'M4 7L.5 1h7z'} />
      </svg>
      {difference}
    </span>
  );
}
