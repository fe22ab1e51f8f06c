import { QueryClient as Client, type QueryClient, useQuery } from '@tanstack/react-query';
import { Lane, type WorkerLike } from './lane.ts';
import type { Answer, OperationName, Operations, Problem } from './types.ts';

type Output<Name extends OperationName> = Operations[Name]['output'];

/**
 * The state of a question. `last` is the latest good answer about the same file: show it, marked
 * stale, while a newer one is computed or when the newer input is bad.
 */
export type Asked<Value> =
  | { readonly state: 'loading'; readonly last?: Value }
  | { readonly state: 'ready'; readonly value: Value }
  | { readonly state: 'failed'; readonly problems: readonly Problem[]; readonly last?: Value };

/** Questions that may take seconds; they get a worker of their own, which can be interrupted. */
const SLOW: readonly OperationName[] = ['strategies', 'twin', 'replay', 'power', 'backtest'];

const quick = new Lane(startWorker, false);
const slow = new Lane(startWorker, true);
const lastGood = new Map<OperationName, { readonly scope: string; readonly value: unknown }>();

/** Answers are pure functions of their input: never refetched, and kept while somebody may go back. */
export const queryClient: QueryClient = new Client({
  defaultOptions: {
    queries: {
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: 120_000,
      retry: false,
      refetchOnWindowFocus: false,
      networkMode: 'always',
      // Plans hold thousands of notes; comparing them costs more than rendering them.
      structuralSharing: false,
    },
  },
});

/** Starts the worker before the first question is asked. */
export function warmUp(): void {
  quick.warm();
}

/**
 * Asks core, in a worker. Bad input resolves to problems; it rejects only when the signal aborts or
 * the worker cannot be loaded.
 */
export async function ask<Name extends OperationName>(
  name: Name,
  input: Operations[Name]['input'],
  signal?: AbortSignal,
): Promise<Answer<Name>> {
  const lane = SLOW.includes(name) ? slow : quick;
  const answer = await lane.ask(name, input, signal);
  if (answer.ok) lastGood.set(name, { scope: scopeOf(input), value: answer.value });
  return answer;
}

/** `ask` as a hook; a question that is no longer wanted is abandoned, so the latest wins. */
export function useAsk<Name extends OperationName>(
  name: Name,
  input: Operations[Name]['input'],
  options: { readonly enabled?: boolean } = {},
): Asked<Output<Name>> {
  const { data, error } = useQuery<Answer<Name>>({
    queryKey: [name, input],
    queryFn: ({ signal }) => ask(name, input, signal),
    enabled: options.enabled ?? true,
  });
  if (data?.ok) return { state: 'ready', value: data.value };
  const good = lastGood.get(name);
  const last = good?.scope === scopeOf(input) ? { last: good.value as Output<Name> } : {};
  if (data) return { state: 'failed', problems: data.problems, ...last };
  if (error) return { state: 'failed', problems: [faultOf(error)], ...last };
  return { state: 'loading', ...last };
}

/** The newest value there is, stale or not. */
export function latest<Value>(asked: Asked<Value>): Value | undefined {
  return asked.state === 'ready' ? asked.value : asked.last;
}

/** Answers about another file are no stand-in for answers about this one. */
function scopeOf(input: object): string {
  return 'text' in input ? String(input.text) : '';
}

function faultOf(error: Error): Problem {
  return { code: 'console.fault', message: error.message };
}

function startWorker(): WorkerLike {
  return new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' }) as WorkerLike;
}
