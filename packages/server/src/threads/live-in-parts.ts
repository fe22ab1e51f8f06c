import { type Answer, answerTwin, DEFAULT_LIVES, type Operations } from '@gigafactory/core/api';
import { type InPartsOptions, inParts } from './in-parts.ts';
import type { RunOperation } from './run.ts';

/** Each part plans the factory once more, which takes as long as a life or two. */
const LEAST_LIVES = 8;
const PARTS_PER_THREAD = 8;

/**
 * The operation `twin`, its lives divided over threads. The answer, its digest too, does not depend on
 * their number. Rejects with the first `RunError` of a part; the others are cancelled then.
 */
export async function liveInParts(
  run: RunOperation,
  input: Operations['twin']['input'],
  options: InPartsOptions,
): Promise<Answer<'twin'>> {
  const { lives = DEFAULT_LIVES, ...life } = input;
  const most = Math.ceil(lives / LEAST_LIVES);
  const parts = Math.max(1, Math.min(most, PARTS_PER_THREAD * options.threads));
  const bound = (part: number): number => Math.floor((part * lives) / parts);
  const lived = await inParts(
    parts,
    (part, stop) => run('lives', { ...life, from: bound(part), before: bound(part + 1) }, stop),
    options,
  );
  return lived.ok ? answerTwin(input, lived.values) : lived;
}
