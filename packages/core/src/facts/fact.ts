import { type Known, ln, type Provenance, parseQuantity, type Source } from '../base/index.ts';

/** Where a catalogue value comes from, as the catalogue writes it. */
export interface About {
  readonly provenance: Exclude<Provenance, 'given' | 'method'>;
  /** Required unless `assumed`. */
  readonly source?: Source;
  /** Date to which the source refers, ISO. */
  readonly asOf?: string;
  /** Lowest and highest credible value, with units. */
  readonly range?: readonly [string, string];
  readonly alternatives?: readonly Known[];
  /** Required when `assumed`. */
  readonly reason?: string;
}

const NUMBER = /^[+-]?[\d,._]+(?:e[+-]?\d+)?\s*/i;

/**
 * A catalogue value: `fact('989.4 TFLOP/s', { provenance: 'datasheet', source })`. The unit written
 * is the unit shown; a literal without one is a plain number.
 *
 * Throws on a literal that does not parse, and on a value without a source or a reason: the
 * catalogue is part of the program, so that is a programmer's error and must not ship.
 */
export function fact(quantity: string, about: About): Known {
  const { source, reason, range, ...rest } = about;
  if (about.provenance === 'assumed' && !reason)
    throw new Error(`${quantity}: assumed, but without a reason`);
  if (about.provenance !== 'assumed' && !source) throw new Error(`${quantity}: no source`);
  const unit = quantity.replace(NUMBER, '') || '1';
  return {
    value: inSI(quantity, unit),
    unit,
    ...rest,
    ...(source ? { source } : {}),
    ...(reason ? { reason } : {}),
    ...(range ? { range: [inSI(range[0], unit), inSI(range[1], unit)] as const } : {}),
  };
}

/** A value that nothing published gives. The reason says how it was chosen. */
export function assumed(
  quantity: string,
  reason: string,
  more: Omit<About, 'provenance' | 'reason'> = {},
): Known {
  return fact(quantity, { ...more, provenance: 'assumed', reason });
}

/** A number of events in a span, as a rate: 148 failures in 110,592 node-days. */
export function rateOf(count: number, span: Known, unit: string, about: About): Known {
  const rate = fact(`1 ${unit}`, about);
  return { ...rate, value: count / span.value };
}

/**
 * The sigma of the log-normal law that has this median and this mean: mean = median e^(sigma^2 / 2).
 * Throws unless the mean is the larger.
 */
export function sigmaOf(median: Known, mean: Known, about: About): Known {
  if (!(mean.value > median.value)) throw new Error('a log-normal mean lies above the median');
  return { ...fact('1', about), value: Math.sqrt(2 * ln(mean.value / median.value)) };
}

function inSI(quantity: string, unit: string): number {
  const parsed = parseQuantity(quantity, unit);
  if (!parsed.ok) throw new Error(`catalogue: ${parsed.problems[0]!.message}`);
  return parsed.value.value;
}
