import { type ReactNode, useId } from 'react';
import styles from './Select.module.css';

export interface SelectOption {
  readonly value: string;
  /** Shown instead of the value. */
  readonly label?: string;
}

interface SelectProps {
  readonly label: string;
  /** Shown above it; otherwise only read by screen readers. */
  readonly showLabel?: boolean;
  /** As high as a button instead of a field. */
  readonly dense?: boolean;
  readonly edited?: boolean;
  readonly disabled?: boolean;
  readonly value: string;
  readonly options: readonly SelectOption[];
  readonly onChange: (value: string) => void;
}

/** A choice of one among a few names. */
export function Select(props: SelectProps): ReactNode {
  const { label, showLabel = false, dense, edited, disabled, value, options, onChange } = props;
  const id = useId();
  return (
    <>
      <label htmlFor={id} className={showLabel ? styles.label : 'visually-hidden'}>
        {label}
      </label>
      <select
        id={id}
        className={styles.select}
        data-dense={dense || undefined}
        data-edited={edited || undefined}
        disabled={disabled}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      >
        {options.some((option) => option.value === value) ? null : (
          // A browser would show the first of the others for it.
          <option value={value}>{`${value} (not known)`}</option>
        )}
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label ?? option.value}
          </option>
        ))}
      </select>
    </>
  );
}
