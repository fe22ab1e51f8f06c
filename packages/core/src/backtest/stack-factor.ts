import { STACKS, type StackName } from '../facts/index.ts';

/**
 * How much longer a step takes with a stack than modelled: the shipped factor. Software that is not one of
 * the stacks gets the median of the stacks.
 */
export function factorOf(stack: string): number {
  if (Object.hasOwn(STACKS, stack)) return STACKS[stack as StackName].factor.value;
  const factors = Object.values(STACKS).map(({ factor }) => factor.value);
  return factors.sort((a, b) => a - b)[Math.floor(factors.length / 2)]!;
}
