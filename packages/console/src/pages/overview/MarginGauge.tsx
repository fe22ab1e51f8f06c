import type { ReactNode } from 'react';
import type { CheckedRequirement } from '../../api/types.ts';
import styles from './MarginGauge.module.css';
import { marginMarks, showMargin } from './margin.ts';

const WIDTH = 104;
const INSET = 5;
const MIDDLE = 8;

/**
 * How far a value is on the good side (right) or the bad side (left) of its bound (the tick in the middle);
 * the thin line is where it may lie with the inputs at the worst ends of their ranges.
 */
export function MarginGauge({
  requirement,
}: {
  readonly requirement: CheckedRequirement;
}): ReactNode {
  const { value, low, high, beyond } = marginMarks(requirement);
  const at = (share: number): number => INSET + share * (WIDTH - 2 * INSET);
  const x = at(value);
  const head = value < 0.5 ? -5 : 5;
  return (
    <span className={styles.gauge} data-verdict={requirement.verdict}>
      <svg viewBox={`0 0 ${WIDTH} 16`} width={WIDTH} height="16" aria-hidden="true">
        <path className={styles.axis} d={`M0 ${MIDDLE}H${WIDTH}`} />
        <path className={styles.range} d={`M${at(low)} ${MIDDLE}H${at(high)}`} />
        <path className={styles.bar} d={`M${at(0.5)} ${MIDDLE}H${x}`} />
        <path className={styles.bound} d={`M${at(0.5)} 1V15`} />
        {beyond ? (
          <path className={styles.value} d={`M${x} 3.5 ${x + head} 8 ${x} 12.5z`} />
        ) : (
          <circle className={styles.value} cx={x} cy={MIDDLE} r="4" />
        )}
      </svg>
      <span className={styles.text}>{showMargin(requirement)}</span>
    </span>
  );
}
