import { pow, type Seconds } from '../../base/index.ts';

/**
 * How a part fails as it ages: it survives to an age with probability exp(-H(age)); if every failure is
 * repaired and it keeps its age, it fails H(age) times by then on average; H(age) = (age / scale)^shape (W.
 * Weibull, "A Statistical Distribution Function of Wide Applicability", J. Appl. Mech. 18, 1951).
 */
export interface FailureLaw {
  /** Below 1 young parts fail most often, above 1 old ones; at 1 age does not matter. */
  readonly shape: number;
  /** Age at which H is 1; Infinity if parts never fail. */
  readonly scale: Seconds;
}

/** H(age): expected failures of one part by an age, if it is repaired and never replaced. */
export function cumulativeHazard({ shape, scale }: FailureLaw, age: Seconds): number {
  return pow(age / scale, shape);
}

/** The age at which H reaches a value: the inverse of `cumulativeHazard`. */
export function ageAtHazard({ shape, scale }: FailureLaw, hazard: number): Seconds {
  return scale * pow(hazard, 1 / shape);
}

/**
 * The scale at which parts observed from one age to another fail `rate` times per part and s: turns an
 * observed rate into a law. Infinity for a rate of 0; throws a RangeError for an invalid rate, shape or span.
 */
export function scaleForRate(rate: number, shape: number, from: Seconds, to: Seconds): Seconds {
  if (!(rate >= 0 && rate < Number.POSITIVE_INFINITY))
    throw new RangeError(`${rate} is not a rate`);
  requireShape(shape);
  if (!(from >= 0 && to > from && to < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`parts cannot be observed from an age of ${from} s to one of ${to} s`);
  }
  return pow((pow(to, shape) - pow(from, shape)) / (rate * (to - from)), 1 / shape);
}

export function requireLaw({ shape, scale }: FailureLaw): void {
  requireShape(shape);
  if (!(scale > 0)) throw new RangeError(`${scale} s is not a scale of a law`);
}

function requireShape(shape: number): void {
  if (!(shape > 0 && shape < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`${shape} is not a shape of a law`);
  }
}
