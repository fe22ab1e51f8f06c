import type { ReactNode } from 'react';
import styles from './Loading.module.css';

/** Says what is being computed; appears only when it takes longer than a blink. */
export function Loading({ what }: { readonly what: string }): ReactNode {
  return (
    <div className={styles.loading} role="status">
      <span className={styles.track} aria-hidden="true" />
      {what}
    </div>
  );
}
