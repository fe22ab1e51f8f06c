import type { ReactNode } from 'react';
import styles from './Dials.module.css';
import { Explained } from './Explained.tsx';

/** A row of large figures, each with its name above and what qualifies it below. */
export function Dials({ children }: { readonly children: ReactNode }): ReactNode {
  return <dl className={styles.dials}>{children}</dl>;
}

interface DialProps {
  readonly name: string;
  readonly note?: ReactNode;
  readonly children: ReactNode;
}

export function Dial({ name, note, children }: DialProps): ReactNode {
  return (
    <div>
      <dt className={styles.small}>
        <Explained>{name}</Explained>
      </dt>
      <dd className={styles.value}>{children}</dd>
      {note ? <dd className={styles.small}>{note}</dd> : null}
    </div>
  );
}
