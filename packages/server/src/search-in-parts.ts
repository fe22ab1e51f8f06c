import { setMaxListeners } from 'node:events';
import { type Answer, answerStrategies, type Operations } from '@gigafactory/core/api';
import type { RunOperation } from './run.ts';

export interface SearchInPartsOptions {
  /** How many parts are worked on at the same time. */
  readonly threads: number;
  /** Cancels what is not done yet. */
  readonly signal?: AbortSignal;
  /** Called before the first part and after each one. */
  readonly onPart?: (done: number, parts: number) => void;
}

/** Parts differ in length: with several for each thread, none is idle for long at the end. */
const PARTS_PER_THREAD = 8;

type Input = Operations['strategies']['input'] & { readonly top: number };
type Part = Answer<'search'>;

/**
 * The operation `strategies`, divided into parts. The answer does not depend on the number of threads.
 * Rejects with the first `RunError` of a part; the others are cancelled then.
 */
export async function searchInParts(
  run: RunOperation,
  input: Input,
  { threads, signal, onPart }: SearchInPartsOptions,
): Promise<Answer<'strategies'>> {
  const { launch: _, rank = 1, ...search } = input;
  const parts = PARTS_PER_THREAD * threads;
  const top = Math.max(input.top, rank);
  const failed = new AbortController();
  const stop = signal ? AbortSignal.any([signal, failed.signal]) : failed.signal;
  setMaxListeners(0, stop);
  const answers: Part[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < parts) {
      const answer = await run('search', { ...search, top, part: next++, parts }, stop);
      answers.push(answer);
      // Every part would be refused for the same reason.
      if (!answer.ok) next = parts;
      onPart?.(answers.length, parts);
    }
  };
  onPart?.(0, parts);
  const threadsOfWork = Array.from({ length: threads }, work);
  try {
    await Promise.all(threadsOfWork);
  } finally {
    failed.abort();
    await Promise.allSettled(threadsOfWork);
  }
  const refused = answers.find((answer) => !answer.ok);
  return (
    refused ??
    answerStrategies(
      input,
      answers.flatMap((a) => (a.ok ? [a.value] : [])),
    )
  );
}
