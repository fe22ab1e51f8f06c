import { useCallback, useEffect, useEffectEvent, useSyncExternalStore } from 'react';
import { type Known, Questions, type Work } from './questions.ts';

const questions = new Questions();

interface Options {
  /** Else only an answer that is there already is shown. */
  readonly enabled?: boolean;
  /** How long an answer is kept that nobody reads, ms. */
  readonly keptMs?: number;
}

/**
 * What is known of a question, which `work` answers; all components that ask the same share its answer. A question that no
 * component wants any more is abandoned.
 */
export function useQuestion<Value>(
  question: readonly unknown[],
  work: Work<Value>,
  { enabled = true, keptMs }: Options = {},
): Known<Value> {
  const key = keyOf(question);
  const newest = useEffectEvent(work);
  const read = useCallback((tell: () => void) => questions.read(key, tell, keptMs), [key, keptMs]);
  const known = useSyncExternalStore(read, () => questions.known(key));
  useEffect(
    () => (enabled ? questions.want(key, (signal) => newest(signal)) : undefined),
    [key, enabled],
  );
  return known as Known<Value>;
}

/** Stops the work on a question, for whoever wants it. */
export function cancelQuestion(question: readonly unknown[]): void {
  questions.cancel(keyOf(question));
}

function keyOf(question: readonly unknown[]): string {
  return JSON.stringify(question);
}
