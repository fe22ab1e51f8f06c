import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { type Asked, faultOf, queryClient } from '../api/client.ts';
import type { Answer, Operations, StudyName } from '../api/types.ts';
import { carryOut, type StudyProgress } from './carryOut.ts';

/** A study on the page: its answer, how far it is, and the way to stop it. */
export interface StudyOnPage<Name extends StudyName> {
  readonly asked: Asked<Operations[Name]['output']>;
  readonly progress: StudyProgress<Name> | undefined;
  /** Stopped by a person; `resume` asks again. */
  readonly stopped: boolean;
  readonly stop: () => void;
  readonly resume: () => void;
}

/** The newest good answer of each place. */
const lastGood = new Map<string, unknown>();

/**
 * Asks a study, on all workers; one that is no longer wanted is abandoned, and its workers with it. `place` says whose last
 * good answer may be shown meanwhile, so answers about another file need another place. Waits until `enabled`.
 */
export function useStudy<Name extends StudyName>(
  name: Name,
  input: Operations[Name]['input'],
  { enabled = true, place }: { readonly enabled?: boolean; readonly place: string },
): StudyOnPage<Name> {
  type Value = Operations[Name]['output'];
  const key = JSON.stringify(input);
  const [stoppedKey, setStoppedKey] = useState<string>();
  const [progress, setProgress] = useState<StudyProgress<Name> & { readonly key: string }>();
  const stopped = stoppedKey === key;
  const queryKey = ['study', name, input];
  const { data, error } = useQuery<Answer<Name>>({
    queryKey,
    queryFn: ({ signal }) => carryOut(name, input, signal, (now) => setProgress({ ...now, key })),
    enabled: enabled && !stopped,
  });
  const mine = progress?.key === key ? progress : undefined;
  const where = `${name} ${place}`;
  const good = data?.ok ? data.value : mine?.rough;
  useEffect(() => {
    if (good) lastGood.set(where, good);
  }, [good, where]);
  const last = good ?? (lastGood.get(where) as Value | undefined);
  return {
    asked: askedOf(data, error, last),
    progress: mine,
    stopped,
    stop: () => {
      setStoppedKey(key);
      void queryClient.cancelQueries({ queryKey });
    },
    resume: () => setStoppedKey(undefined),
  };
}

function askedOf<Name extends StudyName>(
  data: Answer<Name> | undefined,
  error: Error | null,
  value: Operations[Name]['output'] | undefined,
): Asked<Operations[Name]['output']> {
  if (data?.ok) return { state: 'ready', value: data.value };
  const last = value === undefined ? {} : { last: value };
  if (data) return { state: 'failed', problems: data.problems, ...last };
  if (error) return { state: 'failed', problems: [faultOf(error)], ...last };
  return { state: 'loading', ...last };
}
