import { formatQuantity } from '@gigafactory/core/base';
import type { ReactNode } from 'react';
import styles from './Quantity.module.css';

interface QuantityProps {
  /** In SI. */
  readonly value: number;
  readonly unit: string;
  readonly digits?: number | undefined;
}

/** A value with its unit set small beside it. */
export function Quantity({ value, unit, digits }: QuantityProps): ReactNode {
  const shown = formatQuantity(value, unit, digits === undefined ? {} : { digits });
  const unitText = shown.unit && !shown.unit.startsWith('/') ? `\u202f${shown.unit}` : shown.unit;
  return (
    <span className={styles.quantity} data-value={value} data-unit={unit}>
      {shown.number}
      {unitText ? <span className={styles.unit}>{unitText}</span> : null}
    </span>
  );
}
