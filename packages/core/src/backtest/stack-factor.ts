import { STACKS, type StackName } from '../facts/index.ts';

/**
 * How much longer a step takes with a stack than physics says: the factor that ships. Rows of software
 * that is no stack have the median of the stacks.
 */
export function factorOf(stack: string): number {
  if (Object.hasOwn(STACKS, stack)) return STACKS[stack as StackName].factor.value;
  const factors = Object.values(STACKS).map(({ factor }) => factor.value);
  return factors.sort((a, b) => a - b)[Math.floor(factors.length / 2)]!;
}
