import type { ReactNode } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Empty } from '../../ui/Empty.tsx';
import styles from './TwinPage.module.css';
import type { Simulation } from './useSimulation.ts';

interface Props<Value> {
  readonly simulation: Simulation<Value>;
  readonly what: string;
  /** How long it should take, s, where one knows. */
  readonly expected?: number | undefined;
  readonly children: (value: Value, stale: boolean) => ReactNode;
}

/** A simulation in any of its states: running, stopped, failed, stale or done. */
export function Progress<Value>({ simulation, what, expected, children }: Props<Value>) {
  const { asked, stopped, resume } = simulation;
  if (asked.state === 'ready') return children(asked.value, false);
  const last = asked.last === undefined ? null : children(asked.last, true);
  if (asked.state === 'failed') {
    return (
      <>
        <Empty title="This cannot be simulated">
          {asked.problems.map((problem) => (
            <p key={problem.message}>{problem.message}</p>
          ))}
        </Empty>
        {last}
      </>
    );
  }
  if (stopped) {
    return (
      <>
        <Empty title="Stopped" action={<Button onClick={resume}>Simulate</Button>} />
        {last}
      </>
    );
  }
  return (
    <>
      <Running simulation={simulation} what={what} expected={expected} />
      {last}
    </>
  );
}

type RunningProps<Value> = Pick<Props<Value>, 'simulation' | 'what' | 'expected'>;

function Running<Value>({ simulation, what, expected }: RunningProps<Value>) {
  const { elapsed, stop } = simulation;
  const known = expected !== undefined && expected > 0;
  return (
    <div className={styles.running} role="status">
      <span>{what}</span>
      {known ? (
        <progress aria-label={what} value={Math.min(0.98, elapsed / expected)} />
      ) : (
        <progress aria-label={what} />
      )}
      <span className={styles.number}>
        {elapsed.toFixed(0)} s{known ? ` of about ${Math.max(1, Math.round(expected))} s` : ''}
      </span>
      <Button onClick={stop}>Stop</Button>
    </div>
  );
}
