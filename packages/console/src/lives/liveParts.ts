import { askSharer, SHARED_BY } from '../api/client.ts';
import type { LivesPart, Operations, Problem } from '../api/types.ts';

export type Refusal = { readonly ok: false; readonly problems: readonly Problem[] };
type Request = Operations['lives']['input'];

/**
 * Simulates parts of lives on all workers, each worker taking the next part when it is done. Returns the first
 * refusal, after which no further part is asked for. Rejects when the signal aborts.
 */
export async function liveParts(
  requests: readonly Request[],
  signal: AbortSignal,
  onPart: (part: LivesPart, request: Request) => void,
): Promise<Refusal | undefined> {
  const queue = [...requests];
  let refusal: Refusal | undefined;
  await Promise.all(
    Array.from({ length: SHARED_BY }, async (_, turn) => {
      for (let next = queue.shift(); next && !refusal; next = queue.shift()) {
        const answer = await askSharer(turn, 'lives', next, signal);
        if (answer.ok) onPart(answer.value, next);
        else refusal ??= answer;
      }
    }),
  );
  return refusal;
}
