import type { QuickName } from '@gigafactory/core/api';
import { Lane, type WorkerLike } from './lane.ts';
import type { Answer, OperationName, Operations, Problem } from './types.ts';
import { cancelQuestion, useQuestion } from './useQuestion.ts';

type Output<Name extends OperationName> = Operations[Name]['output'];

/**
 * The state of a question. `last` is the latest good answer about the open document: show it, marked stale, while
 * a newer one is computed or if the newer input is bad.
 */
export type Asked<Value> =
  | { readonly state: 'loading'; readonly last?: Value }
  | { readonly state: 'ready'; readonly value: Value }
  | { readonly state: 'failed'; readonly problems: readonly Problem[]; readonly last?: Value };

/** Questions that are answered at once, by a small worker that is always free. */
const QUICK: readonly OperationName[] = [
  'check',
  'plan',
  'edit',
  'partial',
  'restructure',
  'scenarios',
  'levers',
  'tornado',
  'begin',
  'schema',
  'catalogue',
] satisfies QuickName[];

const quick = new Lane(startWorker, false);
const slow = new Lane(startWorker, true);
/** Workers that share the lives of one question; one core is left to the page. */
const SHARERS = Math.max(1, Math.min(4, navigator.hardwareConcurrency - 1));
const sharers = [slow, ...Array.from({ length: SHARERS - 1 }, () => new Lane(startWorker, true))];
/** By operation and place: the latest good answer about the open document. */
const lastGood = new Map<string, unknown>();

/** Starts the worker before the first question is asked. */
export function warmUp(): void {
  quick.warm();
}

/**
 * Plans a factory with edits that nobody made, while nobody waits: a browser compiles code as it runs, and the first edit of a
 * visit would take several times as long as the next.
 */
export async function warmEdits(input: Operations['plan']['input']): Promise<void> {
  for (const name of ['warm', 'warmer'])
    await quick.ask('plan', { ...input, edits: { ...input.edits, name } });
}

/**
 * Asks core, in a worker. Bad input resolves to problems; it rejects only when the signal aborts or
 * the worker cannot be loaded.
 */
export async function ask<Name extends OperationName>(
  name: Name,
  input: Operations[Name]['input'],
  signal?: AbortSignal,
  place = '',
): Promise<Answer<Name>> {
  const lane = QUICK.includes(name) ? quick : slow;
  const answer = await lane.ask(name, input, signal);
  if (answer.ok) lastGood.set(`${name} ${place}`, answer.value);
  return answer;
}

/**
 * `ask` as a hook; a question that is no longer wanted is abandoned, so the latest wins. If one page asks the
 * same question about two things side by side, `place` keeps their last good answers apart.
 */
export function useAsk<Name extends OperationName>(
  name: Name,
  input: Operations[Name]['input'],
  options: { readonly enabled?: boolean; readonly place?: string } = {},
): Asked<Output<Name>> {
  const { data, error } = useQuestion<Answer<Name>>(
    [name, input],
    (signal) => ask(name, input, signal, options.place),
    { enabled: options.enabled ?? true },
  );
  if (data?.ok) return { state: 'ready', value: data.value };
  const key = `${name} ${options.place ?? ''}`;
  const last = lastGood.has(key) ? { last: lastGood.get(key) as Output<Name> } : {};
  if (data) return { state: 'failed', problems: data.problems, ...last };
  if (error) return { state: 'failed', problems: [faultOf(error)], ...last };
  return { state: 'loading', ...last };
}

/** Stops the work on what `useAsk` asks, for whoever wants it. */
export function cancelAsked<Name extends OperationName>(
  name: Name,
  input: Operations[Name]['input'],
): void {
  cancelQuestion([name, input]);
}

/** Asks the next of the workers that share a long question; `turn` says which. */
export function askSharer<Name extends OperationName>(
  turn: number,
  name: Name,
  input: Operations[Name]['input'],
  signal: AbortSignal,
): Promise<Answer<Name>> {
  return sharers[turn % SHARERS]!.ask(name, input, signal);
}

/** Asks a worker that is started for this question, so that it waits for no other, and ended after it. */
export async function askAlone<Name extends OperationName>(
  name: Name,
  input: Operations[Name]['input'],
): Promise<Answer<Name>> {
  const lane = new Lane(startWorker, true);
  try {
    return await lane.ask(name, input);
  } finally {
    lane.close();
  }
}

/** How many workers share a long question. */
export const SHARED_BY = SHARERS;

/** The newest value available, stale or not. */
export function latest<Value>(asked: Asked<Value>): Value | undefined {
  return asked.state === 'ready' ? asked.value : asked.last;
}

/** For when another document is opened: answers about one must not be shown for another. */
export function forgetAnswers(): void {
  lastGood.clear();
}

/** A bug in the program, as a problem. */
export function faultOf(error: Error): Problem {
  return { code: 'console.fault', message: error.message };
}

function startWorker(): WorkerLike {
  return new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' }) as WorkerLike;
}
