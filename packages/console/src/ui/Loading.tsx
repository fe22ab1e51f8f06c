import type { ReactNode } from 'react';
import styles from './Loading.module.css';

interface LoadingProps {
  readonly what: string;
  /** As high as the window: what is below comes into view with what is waited for, and does not jump. */
  readonly fills?: boolean;
}

/** Says what is being computed; appears only if it takes more than a moment. */
export function Loading({ what, fills = false }: LoadingProps): ReactNode {
  return (
    <div className={styles.loading} data-fills={fills || undefined} role="status">
      <span className={styles.track} aria-hidden="true" />
      {what}
    </div>
  );
}
