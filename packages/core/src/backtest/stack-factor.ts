import { STACK_FACTORS, STACKS, type StackName } from '../facts/index.ts';

/**
 * How much longer a step takes with a stack than modelled: the shipped factor. Software that is not one of
 * the stacks gets the median of those with published runs; our own trainer, on processors, says nothing of it.
 */
export function factorOf(stack: string): number {
  if (Object.hasOwn(STACKS, stack)) return STACKS[stack as StackName].factor.value;
  const factors = Object.values(STACK_FACTORS).map(({ value }) => value);
  return factors.sort((a, b) => a - b)[Math.floor(factors.length / 2)]!;
}
