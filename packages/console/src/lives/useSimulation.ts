import { useState } from 'react';
import { type Asked, cancelAsked, useAsk } from '../api/client.ts';
import type { OperationName, Operations } from '../api/types.ts';

export interface Simulation<Value> {
  readonly asked: Asked<Value>;
  /** Stopped by the user; `resume` asks again. */
  readonly stopped: boolean;
  readonly stop: () => void;
  readonly resume: () => void;
}

/**
 * A long question that can be stopped: stopping ends the worker that computes it. Waits until `enabled`.
 * `place` distinguishes two questions asked side by side.
 */
export function useSimulation<Name extends OperationName>(
  name: Name,
  input: Operations[Name]['input'],
  { enabled = true, place = '' } = {},
): Simulation<Operations[Name]['output']> {
  const [stoppedKey, setStoppedKey] = useState<string>();
  const key = JSON.stringify(input);
  const stopped = stoppedKey === key;
  const asked = useAsk(name, input, { enabled: enabled && !stopped, place });
  return {
    asked,
    stopped,
    stop: () => {
      setStoppedKey(key);
      cancelAsked(name, input);
    },
    resume: () => setStoppedKey(undefined),
  };
}
