import { useEffect, useState } from 'react';
import { type Asked, faultOf } from '../api/client.ts';
import { cancelQuestion, useQuestion } from '../api/useQuestion.ts';
import {
  liveMany,
  type ManyAnswer,
  type ManyLives,
  type ManyProgress,
  type ManyRequest,
} from './liveMany.ts';
import type { Simulation } from './useSimulation.ts';

export interface LivesSimulation extends Simulation<ManyLives> {
  /** Lives simulated so far. */
  readonly done: number;
  /** The answer shown is for this exact question, but only from the first few lives. */
  readonly isRough: boolean;
}

/** The newest good answer in each place, until there is a newer one. */
const lastGood = new Map<string, { readonly about: string; readonly value: ManyLives }>();

/**
 * Simulates many lives and counts them meanwhile; can be stopped. `place` distinguishes two simulations side
 * by side.
 */
export function useLives(request: ManyRequest, enabled: boolean, place: string): LivesSimulation {
  const key = JSON.stringify(request);
  const [stoppedKey, setStoppedKey] = useState<string>();
  const [progress, setProgress] = useState<ManyProgress & { readonly key: string }>();
  const stopped = stoppedKey === key;
  const question = ['many lives', request];
  const { data, error } = useQuestion<ManyAnswer>(
    question,
    (signal) =>
      liveMany(request, signal, (now) =>
        setProgress((was) => ({ ...keep(was, key), ...now, key })),
      ),
    { enabled: enabled && !stopped },
  );
  const mine = progress?.key === key ? progress : undefined;
  const good = data?.ok ? data.value : mine?.rough;
  // Lives of another file or run must not be shown for these.
  const about = `${request.run} ${request.text}`;
  useEffect(() => {
    if (good) lastGood.set(place, { about, value: good });
  }, [good, place, about]);
  const before = lastGood.get(place);
  const last = good ?? (before?.about === about ? before.value : undefined);
  return {
    asked: askedOf(data, error, last),
    stopped,
    stop: () => {
      setStoppedKey(key);
      cancelQuestion(question);
    },
    resume: () => setStoppedKey(undefined),
    done: mine?.done ?? 0,
    isRough: !data && mine?.rough !== undefined,
  };
}

function keep(progress: (ManyProgress & { key: string }) | undefined, key: string): ManyProgress {
  return progress?.key === key ? progress : { done: 0 };
}

function askedOf(
  data: ManyAnswer | undefined,
  error: Error | undefined,
  value: ManyLives | undefined,
): Asked<ManyLives> {
  if (data?.ok) return { state: 'ready', value: data.value };
  const last = value ? { last: value } : {};
  if (data) return { state: 'failed', problems: data.problems, ...last };
  if (error) return { state: 'failed', problems: [faultOf(error)], ...last };
  return { state: 'loading', ...last };
}
