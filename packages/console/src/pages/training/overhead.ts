import type { TrainingPlan } from '../../api/types.ts';

/**
 * The sum of the parts that take time (s), and by what share of it the software stack is faster than that: 0
 * if it takes more, because then its overhead is itself a part.
 */
export function fasterThanModelled({ step }: Pick<TrainingPlan, 'step'>): {
  readonly sum: number;
  readonly faster: number;
} {
  const sum = Object.values(step).reduce((total, part) => total + Math.max(0, part), 0);
  return { sum, faster: sum > 0 ? Math.max(0, -step.overhead) / sum : 0 };
}
