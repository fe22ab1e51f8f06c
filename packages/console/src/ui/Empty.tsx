import type { ReactNode } from 'react';
import styles from './Empty.module.css';

interface EmptyProps {
  readonly title: string;
  /** Whether it fills the whole page, so that its title is the page's. */
  readonly wholePage?: boolean;
  /** Why there is nothing, and what to do about it. */
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}

/** Shown where there is nothing to show. */
export function Empty({ title, wholePage = false, children, action }: EmptyProps): ReactNode {
  return (
    <div className={styles.empty}>
      {wholePage ? (
        <h1 className={styles.title} tabIndex={-1}>
          {title}
        </h1>
      ) : (
        <h3 className={styles.title}>{title}</h3>
      )}
      {children ? <div className={styles.why}>{children}</div> : null}
      {action}
    </div>
  );
}
