import { exp, type Recorder, type Source } from '../base/index.ts';

const YOUNG: Source = {
  title: 'Young 1974; Daly 2006, A higher order estimate of the optimum checkpoint interval',
  locator: 'Daly equation 13, first-order term',
};
const DALY: Source = {
  title: 'Daly 2006, A higher order estimate of the optimum checkpoint interval',
  locator: 'equation 20: expected wall time of a segment under exponential failures',
};

/** Optimal time between checkpoints, s: sqrt(2 x write time x mean time to interruption). */
export function youngInterval(
  writeTime: number,
  meanTimeToInterruption: number,
  rec?: Recorder,
): number {
  const interval = Math.sqrt(2 * writeTime * meanTimeToInterruption);
  rec?.derive('interval', {
    label: 'Checkpoint interval',
    unit: 'min',
    value: interval,
    formula: 'sqrt(2 * writeTime * meanTimeToInterruption)',
    source: YOUNG,
  });
  return interval;
}

/** How a run is interrupted, in s and 1/s. */
export interface InterruptionModel {
  /** Unexpected interruptions per second. */
  readonly rate: number;
  readonly interval: number;
  readonly writeTime: number;
  /** From a failure until training resumes, without rework. */
  readonly recoveryTime: number;
  readonly plannedRate: number;
  readonly plannedStopTime: number;
}

/**
 * Useful training time over wall time, with exponential failures that may also strike while writing and
 * recovering: rate t / (e^(rate R) (e^(rate (t + w)) - 1)), less the share of planned stops. Assumes a spare
 * for every failure.
 */
export function expectedGoodput(m: InterruptionModel, rec?: Recorder): number {
  const segment = m.rate * (m.interval + m.writeTime);
  // Without failures numerator and denominator both vanish; then only writing costs time.
  const unplanned =
    m.rate === 0
      ? m.interval / (m.interval + m.writeTime)
      : (m.rate * m.interval) / (exp(m.rate * m.recoveryTime) * (exp(segment) - 1));
  const goodput = unplanned * (1 - m.plannedRate * m.plannedStopTime);
  rec?.derive('goodput', {
    label: 'Goodput: useful training time over wall time',
    unit: '%',
    value: goodput,
    formula: `${m.rate === 0 ? UNDISTURBED : UNPLANNED} * (1 - ${PLANNED})`,
    source: DALY,
    reason: 'Assumes a spare for every failure; the twin does not.',
  });
  return goodput;
}

const SPAN = '(checkpoint.interval + checkpoint.writeTime)';
const UNDISTURBED = `checkpoint.interval / ${SPAN}`;
const UNPLANNED =
  'interruptionRate * checkpoint.interval' +
  ` / (exp(interruptionRate * recoveryTime) * (exp(interruptionRate * ${SPAN}) - 1))`;
const PLANNED = 'operations.plannedInterruptions * operations.plannedStopTime';
