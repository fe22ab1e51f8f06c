import { type Answer, answerStrategies, type Operations } from '@gigafactory/core/api';
import { type InPartsOptions, inParts } from './in-parts.ts';
import type { RunOperation } from './run.ts';

/** Parts differ in length: with several for each thread, none is idle for long at the end. */
const PARTS_PER_THREAD = 8;

type Input = Operations['strategies']['input'] & { readonly top: number };

/**
 * The operation `strategies`, divided into parts. The answer does not depend on the number of threads.
 * Rejects with the first `RunError` of a part; the others are cancelled then.
 */
export async function searchInParts(
  run: RunOperation,
  input: Input,
  options: InPartsOptions,
): Promise<Answer<'strategies'>> {
  const { launch: _, rank = 1, ...search } = input;
  const parts = PARTS_PER_THREAD * options.threads;
  const top = Math.max(input.top, rank);
  const searched = await inParts(
    parts,
    (part, stop) => run('search', { ...search, top, part, parts }, stop),
    options,
  );
  return searched.ok ? answerStrategies(input, searched.values) : searched;
}
