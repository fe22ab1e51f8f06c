import type { ReactNode } from 'react';
import styles from './Loading.module.css';

/** Says what is being computed; appears only if it takes more than a moment. */
export function Loading({ what }: { readonly what: string }): ReactNode {
  return (
    <div className={styles.loading} role="status">
      <span className={styles.track} aria-hidden="true" />
      {what}
    </div>
  );
}
