import { useRef, useState } from 'react';
import { type Asked, faultOf } from './client.ts';
import type { Refusal } from './parts.ts';
import { cancelQuestion, useQuestion } from './useQuestion.ts';

/** How far a long question is, and what is known of its answer already. */
export interface LongProgress<Value> {
  readonly done: number;
  readonly of: number;
  /** What has been done before, in words. */
  readonly said?: string | undefined;
  readonly rough?: Value | undefined;
}

/** A long question on the page: its answer, how far it is, and the way to stop it. */
export interface Long<Value> {
  readonly asked: Asked<Value>;
  readonly progress: LongProgress<Value> | undefined;
  /** Stopped by a person; `resume` asks again. */
  readonly stopped: boolean;
  readonly stop: () => void;
  readonly resume: () => void;
}

type Work<Value> = (
  signal: AbortSignal,
  tell: (progress: LongProgress<Value>) => void,
) => Promise<{ readonly ok: true; readonly value: Value } | Refusal>;

/**
 * Asks a question that takes many answers of workers; one that is no longer wanted is abandoned, and with it what the workers
 * do for it. `about` says what the component shows: the last good answer about the same stays until there is a newer one.
 */
export function useLong<Value>(
  question: readonly unknown[],
  work: Work<Value>,
  { enabled = true, about }: { readonly enabled?: boolean; readonly about: string },
): Long<Value> {
  const key = JSON.stringify(question);
  const [stoppedKey, setStoppedKey] = useState<string>();
  const [progress, setProgress] = useState<LongProgress<Value> & { readonly key: string }>();
  const good = useRef<{ readonly about: string; readonly value: Value }>(undefined);
  const stopped = stoppedKey === key;
  const { data, error } = useQuestion(
    question,
    (signal) => work(signal, (now) => setProgress({ ...now, key })),
    { enabled: enabled && !stopped },
  );
  const mine = progress?.key === key ? progress : undefined;
  const value = data?.ok ? data.value : mine?.rough;
  if (value !== undefined) good.current = { about, value };
  const last = good.current?.about === about ? good.current.value : undefined;
  return {
    asked: askedOf(data, error, last),
    progress: mine,
    stopped,
    stop: () => {
      setStoppedKey(key);
      cancelQuestion(question);
    },
    resume: () => setStoppedKey(undefined),
  };
}

function askedOf<Value>(
  data: { readonly ok: true; readonly value: Value } | Refusal | undefined,
  error: Error | undefined,
  value: Value | undefined,
): Asked<Value> {
  if (data?.ok) return { state: 'ready', value: data.value };
  const last = value === undefined ? {} : { last: value };
  if (data) return { state: 'failed', problems: data.problems, ...last };
  if (error) return { state: 'failed', problems: [faultOf(error)], ...last };
  return { state: 'loading', ...last };
}
