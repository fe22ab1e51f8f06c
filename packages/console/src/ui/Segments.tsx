import type { ReactNode } from 'react';
import styles from './Segments.module.css';

export interface SegmentOption<Value extends string> {
  readonly value: Value;
  readonly label: string;
  /** Why it cannot be chosen, if so. */
  readonly disabledReason?: string | undefined;
}

interface SegmentsProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly SegmentOption<Value>[];
  readonly onChange: (value: Value) => void;
}

/** A choice of one among a few, all visible. */
export function Segments<Value extends string>(props: SegmentsProps<Value>): ReactNode {
  const { label, value, options, onChange } = props;
  return (
    <fieldset className={styles.segments} aria-label={label}>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          aria-disabled={option.disabledReason !== undefined || undefined}
          data-tip={option.disabledReason}
          onClick={() => {
            if (option.disabledReason === undefined) onChange(option.value);
          }}
        >
          {option.label}
        </button>
      ))}
    </fieldset>
  );
}
