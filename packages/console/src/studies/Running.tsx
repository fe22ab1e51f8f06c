import type { ReactNode } from 'react';
import type { Long } from '../api/useLong.ts';
import { usePlanState } from '../state/plan.tsx';
import { Button } from '../ui/Button.tsx';
import styles from './Running.module.css';

interface RunningProps {
  readonly long: Long<unknown>;
  /** What is being done. */
  readonly what: string;
}

/**
 * A long question that is not answered: how far it is and the way to stop it, that it is stopped, why it failed, or that the
 * file has to be mended first.
 */
export function Running({ long, what }: RunningProps): ReactNode {
  const { asked, progress, stopped, stop, resume } = long;
  const { stale } = usePlanState();
  if (asked.state === 'ready') return null;
  if (asked.state === 'failed') {
    return (
      <ul className={styles.failed} role="alert">
        {asked.problems.map(({ code, path, message }) => (
          <li key={`${code} ${path} ${message}`}>
            {path ? <code>{path}</code> : null} {message}
          </li>
        ))}
      </ul>
    );
  }
  if (stopped) {
    return (
      <div className={styles.running} role="status">
        <span>Stopped.</span>
        <Button onClick={resume}>Go on</Button>
      </div>
    );
  }
  if (stale && !progress) {
    return (
      <p className={styles.running} role="status">
        It goes on once the file can be planned again.
      </p>
    );
  }
  const { done = 0, of = 0, said } = progress ?? {};
  return (
    <div className={styles.running} role="status">
      <span>{what}…</span>
      <progress aria-label={what} {...(of > 0 ? { value: done / of } : {})} />
      <span className={styles.number}>
        {of > 0 ? `${done} of ${of}` : ''}
        {said ? ` · ${said}` : ''}
      </span>
      <Button onClick={stop}>Stop</Button>
    </div>
  );
}
