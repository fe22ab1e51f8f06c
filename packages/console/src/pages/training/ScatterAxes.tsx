import { formatQuantity } from '@gigafactory/core/base';
import styles from './StrategyScatter.module.css';
import { MARGIN, type Scatter } from './scatter.ts';

/** Axes with units, sparse grid lines and the capacity of a GPU. */
export function ScatterAxes({
  scatter,
  capacity,
}: {
  readonly scatter: Scatter;
  readonly capacity: number;
}) {
  const { width, height, memory, stepTime } = scatter;
  const bottom = height - MARGIN.bottom;
  const right = width - MARGIN.right;
  const limit = memory.place(capacity);
  return (
    <g className={styles.axes}>
      {stepTime.ticks.map(({ at, value }) => (
        <g key={value}>
          <line x1={MARGIN.left} x2={right} y1={at} y2={at} />
          <text x={MARGIN.left - 6} y={at + 4} textAnchor="end">
            {value}
          </text>
        </g>
      ))}
      {memory.ticks.map(({ at, value }) => (
        <text key={value} x={at} y={bottom + 16} textAnchor="middle">
          {value / 1e9}
        </text>
      ))}
      <line className={styles.base} x1={MARGIN.left} x2={right} y1={bottom} y2={bottom} />
      <line className={styles.capacity} x1={limit} x2={limit} y1={MARGIN.top - 6} y2={bottom} />
      <text className={styles.name} x={0} y={11}>
        Step time, s
      </text>
      <text className={styles.name} x={right} y={height - 4} textAnchor="end">
        Memory on the fullest GPU, GB
      </text>
      <text className={styles.name} x={limit} y={11} textAnchor="end">
        capacity {formatQuantity(capacity, 'GB').text}
      </text>
    </g>
  );
}
