import { failed, ok, type Result } from '../base/index.ts';
import type { Followed } from './follow.ts';

/**
 * The shape of what a snapshot holds. It is raised with every change of `SupervisorState`, and of what its fields
 * mean: a snapshot of another shape is not read, and the journal is folded from its beginning.
 */
const SHAPE = 1;

/** What a journal folds to, as text. */
export function snapshotText({ state, timers, last, isUnanswered, departure }: Followed): string {
  return JSON.stringify({ shape: SHAPE, state, timers, last, isUnanswered, departure });
}

/** Reads a snapshot. Codes: `snapshot.shape`, `snapshot.text`. */
export function readSnapshot(text: string): Result<Followed> {
  let raw: (Followed & { readonly shape: number }) | undefined;
  try {
    raw = JSON.parse(text);
  } catch {
    return failed({ code: 'snapshot.text', message: 'The snapshot is not JSON.' });
  }
  if (raw?.shape !== SHAPE) {
    const message = `The snapshot is of shape ${raw?.shape}; this program reads shape ${SHAPE}.`;
    return failed({ code: 'snapshot.shape', message });
  }
  const { shape: _, ...followed } = raw;
  return ok(followed);
}
