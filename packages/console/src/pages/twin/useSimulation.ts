import { useEffect, useState } from 'react';
import { type Asked, queryClient, useAsk } from '../../api/client.ts';
import type { OperationName, Operations } from '../../api/types.ts';

export interface Simulation<Value> {
  readonly asked: Asked<Value>;
  /** Stopped by the person; `resume` asks again. */
  readonly stopped: boolean;
  readonly stop: () => void;
  readonly resume: () => void;
  /** Real time since it was asked, s; while it runs. */
  readonly elapsed: number;
  /** How long the answer took, s; once it is there and was computed on this page. */
  readonly took: number | undefined;
}

const EVERY_MS = 250;

/** A long question that can be stopped: stopping ends the worker that computes it. Waits until `enabled`. */
export function useSimulation<Name extends OperationName>(
  name: Name,
  input: Operations[Name]['input'],
  enabled = true,
): Simulation<Operations[Name]['output']> {
  const [stoppedKey, setStoppedKey] = useState<string>();
  const key = JSON.stringify(input);
  const stopped = stoppedKey === key;
  const asked = useAsk(name, input, { enabled: enabled && !stopped });
  const running = asked.state === 'loading' && enabled && !stopped;
  const { elapsed, took } = useStopwatch(key, running);
  return {
    asked,
    stopped,
    stop: () => {
      setStoppedKey(key);
      void queryClient.cancelQueries({ queryKey: [name, input] });
    },
    resume: () => setStoppedKey(undefined),
    elapsed,
    took,
  };
}

function useStopwatch(key: string, running: boolean) {
  const [elapsed, setElapsed] = useState(0);
  const [took, setTook] = useState<{ key: string; seconds: number }>();
  useEffect(() => {
    if (!running) return;
    const from = performance.now();
    const since = (): number => (performance.now() - from) / 1000;
    setElapsed(0);
    const timer = setInterval(() => setElapsed(since()), EVERY_MS);
    return () => {
      clearInterval(timer);
      setTook({ key, seconds: since() });
    };
  }, [key, running]);
  return { elapsed, took: took?.key === key ? took.seconds : undefined };
}
