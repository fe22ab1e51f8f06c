import type { ReactNode } from 'react';
import styles from './Empty.module.css';

interface EmptyProps {
  readonly title: string;
  /** Why there is nothing, and what to do about it. */
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}

/** Stands where there is nothing to show. */
export function Empty({ title, children, action }: EmptyProps): ReactNode {
  return (
    <div className={styles.empty}>
      <h3 className={styles.title}>{title}</h3>
      {children ? <div className={styles.why}>{children}</div> : null}
      {action}
    </div>
  );
}
