import type { ReactNode } from 'react';
import styles from './Chip.module.css';

export type Tone = 'good' | 'bad' | 'warn' | 'unknown' | 'neutral' | 'accent';

/** A shape for each state, so that nothing is shown by colour alone. On a 10 x 10 grid. */
const SHAPES: Readonly<Record<Tone, string | undefined>> = {
  good: 'M1.5 5.5 4 8l4.5-6',
  bad: 'M2 2l6 6M8 2 2 8',
  warn: 'M5 1.5 9.2 8.6H.8ZM5 4.2v2',
  unknown: 'M3 3.4C3 2 4 1.4 5 1.4s2 .7 2 1.9C7 4.7 5 4.6 5 6M5 8.3v.3',
  neutral: undefined,
  accent: undefined,
};

interface ChipProps {
  readonly tone?: Tone;
  readonly title?: string;
  readonly children: ReactNode;
}

/** A state in a word, with its shape and colour. */
export function Chip({ tone = 'neutral', title, children }: ChipProps): ReactNode {
  const shape = SHAPES[tone];
  return (
    <span className={styles.chip} data-tone={tone} title={title}>
      {shape ? (
        <svg className={styles.shape} viewBox="0 0 10 10" aria-hidden="true">
          <path d={shape} />
        </svg>
      ) : null}
      {children}
    </span>
  );
}
