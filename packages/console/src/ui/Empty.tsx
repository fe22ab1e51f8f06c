import type { ReactNode } from 'react';
import styles from './Empty.module.css';

interface EmptyProps {
  readonly title: string;
  /** Whether it fills the whole page, so that its title is the page's. */
  readonly wholePage?: boolean;
  /** Whether it stands directly under the title of a page, and not in a panel. */
  readonly underTitle?: boolean;
  /** Why there is nothing, and what to do about it. */
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}

/** Shown where there is nothing to show. */
export function Empty(props: EmptyProps): ReactNode {
  const { title, wholePage = false, underTitle = false, children, action } = props;
  const Heading = underTitle ? 'h2' : 'h3';
  return (
    <div className={styles.empty}>
      {wholePage ? (
        <h1 className={styles.title} tabIndex={-1}>
          {title}
        </h1>
      ) : (
        <Heading className={styles.title}>{title}</Heading>
      )}
      {children ? <div className={styles.why}>{children}</div> : null}
      {action}
    </div>
  );
}
