import type { ReactNode } from 'react';
import styles from './DateBars.module.css';
import type { DateScale } from './dates.ts';

interface DateBarProps {
  readonly scale: DateScale;
  /** Absent where there is nothing to show: the place stays. */
  readonly bar: { readonly start: number; readonly end: number } | undefined;
  readonly isRun: boolean;
  /** For lines that are close to each other. */
  readonly isSlim?: boolean;
}

/** When something goes, as a bar; what it shows stands beside it in words. */
export function DateBar({ scale, bar, isRun, isSlim }: DateBarProps): ReactNode {
  return (
    <div className={styles.track} data-slim={isSlim} aria-hidden="true">
      {bar ? (
        <div
          className={styles.bar}
          data-run={isRun}
          style={{
            left: `${scale.at(bar.start)}%`,
            width: `${scale.at(bar.end) - scale.at(bar.start)}%`,
          }}
        />
      ) : null}
    </div>
  );
}

/** The dates below bars; as wide as they are. */
export function DateAxis({ scale }: Pick<DateBarProps, 'scale'>): ReactNode {
  return (
    <div className={styles.axis} aria-hidden="true">
      {scale.ticks.map(({ at, text, edge }) => (
        <span key={at} data-edge={edge} style={{ left: `${at}%` }}>
          {text}
        </span>
      ))}
    </div>
  );
}
