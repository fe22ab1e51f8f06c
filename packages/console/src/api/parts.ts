import { askSharer, SHARED_BY } from './client.ts';
import type { OperationName, Operations, Problem } from './types.ts';

export type Refusal = { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Has parts of a long question answered by all workers, each taking the next part when it is done; `onAnswer` hears them as
 * they come, each with the index of its part. Returns the first refusal, after which no further part is asked for.
 * Rejects when the signal aborts.
 */
export async function askParts<Name extends OperationName>(
  name: Name,
  parts: readonly Operations[Name]['input'][],
  signal: AbortSignal,
  onAnswer: (answer: Operations[Name]['output'], index: number) => void,
): Promise<Refusal | undefined> {
  let next = 0;
  let refusal: Refusal | undefined;
  await Promise.all(
    Array.from({ length: SHARED_BY }, async (_, turn) => {
      while (next < parts.length && !refusal) {
        const index = next++;
        const answer = await askSharer(turn, name, parts[index]!, signal);
        if (answer.ok) onAnswer(answer.value, index);
        else refusal ??= answer;
      }
    }),
  );
  return refusal;
}
