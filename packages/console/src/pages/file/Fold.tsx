import { type ReactNode, useState } from 'react';
import styles from './FilePage.module.css';

interface FoldProps {
  readonly summary: ReactNode;
  readonly children: ReactNode;
}

/** What is drawn only once it is unfolded: a file can have thousands of values that nobody looks at. */
export function Fold({ summary, children }: FoldProps): ReactNode {
  const [isOpen, setOpen] = useState(false);
  return (
    <details className={styles.more} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{summary}</summary>
      {isOpen ? children : null}
    </details>
  );
}
