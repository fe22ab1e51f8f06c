import { studentT975, studentTail } from '../../base/index.ts';

/** How two policies differ on the same lives. */
export interface Difference {
  /** Mean of the first less the second, in their unit. */
  readonly mean: number;
  /** 95 % confidence interval of the mean by Student's t, not corrected for other comparisons. */
  readonly ci95: readonly [number, number];
  /** Two-sided p-value of no difference, not corrected for other comparisons. */
  readonly p: number;
}

/** The paired difference of two equally long lists of scores; throws a RangeError for fewer than two pairs. */
export function compare(a: readonly number[], b: readonly number[]): Difference {
  const count = a.length;
  if (count < 2 || b.length !== count) throw new RangeError('a comparison needs two pairs or more');
  let sum = 0;
  for (let index = 0; index < count; index++) sum += a[index]! - b[index]!;
  const mean = sum / count;
  let squares = 0;
  for (let index = 0; index < count; index++) squares += (a[index]! - b[index]! - mean) ** 2;
  const error = Math.sqrt(squares / (count - 1) / count);
  const half = studentT975(count - 1) * error;
  // Without any spread a difference is certain, and so is its absence.
  const p = mean === 0 ? 1 : studentTail(mean / error, count - 1);
  return { mean, ci95: [mean - half, mean + half], p };
}

/**
 * Corrects p-values so that all can be compared with one level: the chance of calling any absent difference
 * real stays below it (Holm, "A Simple Sequentially Rejective Multiple Test Procedure", Scand. J. Statist. 6,
 * 1979).
 */
export function holm(p: readonly number[]): number[] {
  const order = p.map((_, index) => index).sort((a, b) => p[a]! - p[b]!);
  const adjusted = new Array<number>(p.length).fill(1);
  let least = 0;
  for (const [rank, index] of order.entries()) {
    least = Math.max(least, Math.min(1, (p.length - rank) * p[index]!));
    adjusted[index] = least;
  }
  return adjusted;
}
