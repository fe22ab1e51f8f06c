import { formatQuantity } from '@gigafactory/core/base';
import type { ReactNode } from 'react';
import styles from './Quantity.module.css';

interface ShownProps {
  /** In SI; null where it is not known. */
  readonly value: number | null;
  readonly unit: string;
  /** Which of the numbers of one cell, as a table that is saved calls it. */
  readonly part?: string;
  readonly children: ReactNode;
}

/** A value in words of its own; a table that is saved has the value and its unit instead. */
export function Shown({ value, unit, part, children }: ShownProps): ReactNode {
  return (
    <span data-value={value ?? undefined} data-unit={unit} data-part={part}>
      {children}
    </span>
  );
}

interface QuantityProps {
  /** In SI. */
  readonly value: number;
  readonly unit: string;
  readonly digits?: number | undefined;
  /** Which of the numbers of one cell, as a table that is saved calls it. */
  readonly part?: string;
}

/** A value with its unit set small beside it. */
export function Quantity({ value, unit, digits, part }: QuantityProps): ReactNode {
  const shown = formatQuantity(value, unit, digits === undefined ? {} : { digits });
  const unitText = shown.unit && !shown.unit.startsWith('/') ? `\u202f${shown.unit}` : shown.unit;
  return (
    <span className={styles.quantity} data-value={value} data-unit={unit} data-part={part}>
      {shown.number}
      {unitText ? <span className={styles.unit}>{unitText}</span> : null}
    </span>
  );
}
