import { findUnit, showExact, showQuantity } from '@gigafactory/core/base';
import type { ReactNode } from 'react';
import styles from '../ui/Quantity.module.css';
import { Quantity } from '../ui/Quantity.tsx';
import own from './SaidFigure.module.css';

interface Props {
  readonly path: string;
  /** What it is, in words; absent in answers of before. */
  readonly label?: string | undefined;
  /** In its unit; a date as text. */
  readonly value: number | string;
  readonly unit: string;
  readonly mark: 'planned' | 'simulated' | 'measured';
  /** Shows its derivation; without it there is none to show. */
  readonly onOpen?: (() => void) | undefined;
}

/** A figure as somebody said it, of another plan than that of the page: its value, unit, mark and path. */
export function SaidFigure({ path, label, value, unit, mark, onOpen }: Props): ReactNode {
  const si = typeof value === 'number' ? value * (findUnit(unit)?.factor ?? 1) : undefined;
  const shown = si === undefined ? value : <Quantity value={si} unit={unit} />;
  const words = si === undefined ? String(value) : showQuantity(si, unit);
  const exact = si === undefined ? words : showExact(si, unit);
  return (
    <span className={own.said}>
      <span className={label === undefined ? own.path : own.label}>{label ?? path}</span>
      {onOpen ? (
        <button
          type="button"
          className={styles.figure}
          data-size="m"
          data-tip={exact}
          aria-label={`${label ?? path}: ${words}, ${mark}. Show derivation`}
          onClick={onOpen}
        >
          {shown}
        </button>
      ) : (
        <span className={styles.plain} data-size="m" data-tip={exact}>
          {shown}
        </span>
      )}
      <span className={own.mark}>
        {mark}
        {label === undefined ? null : <code className={own.path}>{path}</code>}
      </span>
    </span>
  );
}
