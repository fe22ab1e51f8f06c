import { showExact, showQuantity } from '@gigafactory/core/base';
import type { ReactNode } from 'react';
import type { Note } from '../api/types.ts';
import { usePlan } from '../state/plan.tsx';
import { openWhy } from '../state/why.ts';
import styles from '../ui/Quantity.module.css';
import { Quantity } from '../ui/Quantity.tsx';
import { assumptionsUnder, tipOf } from './notes.ts';
import { valueAt } from './valueAt.ts';

export interface FigureProps {
  /** Path in the plan, which is the id of the note that explains it. */
  readonly path: string;
  /** Instead of the note's unit. */
  readonly unit?: string;
  /** Significant digits. */
  readonly digits?: number;
  readonly size?: 's' | 'm' | 'l' | 'xl';
  /** Read by screen readers instead of the note's label. */
  readonly label?: string;
}

/**
 * A figure of the plan: hover or focus shows its exact value, Enter or a click its derivation. An assumed
 * value has an `A`, one that depends on assumptions a dotted line.
 */
export function Figure({ path, unit, digits, size = 's', label }: FigureProps): ReactNode {
  const plan = usePlan();
  const note = plan.notes[path];
  if (!note) {
    return (
      <PlainFigure value={valueAt(plan, path)} unit={unit ?? '1'} digits={digits} size={size} />
    );
  }
  const shownIn = unit ?? note.unit;
  const assumptions = assumptionsUnder(plan.notes, path).length;
  return (
    <button
      type="button"
      className={styles.figure}
      data-size={size}
      data-firm={firmnessOf(note, assumptions)}
      data-tip={tipOf(unit ? { ...note, unit } : note, assumptions)}
      aria-label={`${label ?? note.label}: ${showQuantity(note.value, shownIn, digits === undefined ? {} : { digits })}${note.kind === 'assumed' ? ', assumed' : ''}. Show derivation`}
      onClick={() => openWhy(path)}
    >
      <Quantity value={note.value} unit={shownIn} digits={digits} />
      {note.kind === 'assumed' ? <AssumedMark /> : null}
    </button>
  );
}

/** The badge of a value that is not published. */
export function AssumedMark(): ReactNode {
  return <abbr className={styles.assumed} title="Assumed: no published value" />;
}

interface PlainFigureProps {
  readonly value: number | undefined;
  readonly unit: string;
  readonly digits?: number | undefined;
  readonly size: NonNullable<FigureProps['size']>;
}

/** A figure that the plan gives without a derivation. */
function PlainFigure({ value, unit, digits, size }: PlainFigureProps): ReactNode {
  if (value === undefined) return <span data-tip="The plan has no such figure">–</span>;
  return (
    <span className={styles.plain} data-size={size} data-tip={showExact(value, unit)}>
      <Quantity value={value} unit={unit} digits={digits} />
    </span>
  );
}

function firmnessOf(note: Note, assumptions: number): 'firm' | 'assumed' | 'rests' {
  if (note.kind === 'assumed') return 'assumed';
  return assumptions > 0 ? 'rests' : 'firm';
}
