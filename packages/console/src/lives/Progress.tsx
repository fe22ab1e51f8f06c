import type { ReactNode } from 'react';
import { latest } from '../api/client.ts';
import { Button } from '../ui/Button.tsx';
import { Empty } from '../ui/Empty.tsx';
import styles from './Progress.module.css';
import type { Simulation } from './useSimulation.ts';

interface Props<Value> {
  readonly simulation: Simulation<Value>;
  readonly what: string;
  /** How far it is, if that can be counted. */
  readonly count?: { readonly done: number; readonly of: number };
  /** Stays in its place even if there is an older answer, which is shown elsewhere. */
  readonly inLine?: boolean;
  /** How far it is stands elsewhere on the page, once there is something to show here. */
  readonly isToldElsewhere?: boolean;
  readonly children: (value: Value, stale: boolean) => ReactNode;
}

/**
 * A simulation in any of its states: running, stopped, failed, stale or done. The content stays in place
 * through all of them, and so keeps its own state.
 */
export function Progress<Value>({ children, ...status }: Props<Value>) {
  const { asked } = status.simulation;
  const value = latest(asked);
  return (
    <>
      <Status {...status} />
      {value === undefined ? null : children(value, asked.state !== 'ready')}
    </>
  );
}

type StatusProps<Value> = Omit<Props<Value>, 'children'>;

function Status<Value>(props: StatusProps<Value>) {
  const { asked, stopped, resume } = props.simulation;
  if (asked.state === 'ready') return null;
  if (asked.state === 'failed') {
    return (
      <Empty title="This cannot be simulated">
        {asked.problems.map((problem) => (
          <p key={problem.message}>{problem.message}</p>
        ))}
      </Empty>
    );
  }
  if (stopped) {
    return <Empty title="Stopped" action={<Button onClick={resume}>Simulate</Button>} />;
  }
  if (props.isToldElsewhere && asked.last !== undefined) return null;
  const running = <Running {...props} />;
  // On top of what it will replace, so that nothing below moves.
  return asked.last === undefined || props.inLine ? (
    running
  ) : (
    <div className={styles.over}>{running}</div>
  );
}

/** How far a simulation is, in the line of a title; as wide before and after, so that nothing beside it moves. */
export function ProgressInLine<Value>({ simulation, what, count }: StatusProps<Value>) {
  const { asked, stopped } = simulation;
  if (asked.state !== 'loading' || stopped || asked.last === undefined) return null;
  return (
    <div className={styles.line}>
      <Running {...{ simulation, what }} {...(count ? { count } : {})} />
    </div>
  );
}

function Running<Value>({ simulation, what, count }: StatusProps<Value>) {
  const share = count && count.done > 0 ? { value: count.done / count.of } : {};
  return (
    <div className={styles.running} role="status">
      <span>{what}</span>
      <progress aria-label={what} {...share} />
      {count && (
        <span className={styles.number}>
          {count.done} of {count.of}
        </span>
      )}
      <Button onClick={simulation.stop}>Stop</Button>
    </div>
  );
}
