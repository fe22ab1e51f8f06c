import type { ReactNode } from 'react';
import styles from './PageHead.module.css';

interface PageHeadProps {
  readonly title: string;
  /** Controls that belong to the whole page. */
  readonly children?: ReactNode;
}

/** The title of a page, with what steers all of it on the same line. */
export function PageHead({ title, children }: PageHeadProps): ReactNode {
  return (
    <header className={styles.head}>
      <h1 className={styles.title}>{title}</h1>
      {children}
    </header>
  );
}
