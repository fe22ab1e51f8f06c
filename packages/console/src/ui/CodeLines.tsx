import type { ReactNode } from 'react';
import styles from './CodeLines.module.css';

/** Lines to write into a file, as they would appear there. */
export function CodeLines({ text }: { readonly text: string }): ReactNode {
  return (
    <pre className={styles.lines}>
      <code>{text}</code>
    </pre>
  );
}
