import type { ReactNode } from 'react';
import styles from './PageHead.module.css';

interface PageHeadProps {
  readonly title: string;
  /** Which of several things the page is about, such as a run. */
  readonly of?: string | undefined;
  /** A sentence under the title. */
  readonly about?: ReactNode;
  /** Controls that belong to the whole page. */
  readonly children?: ReactNode;
}

/** The title of a page, with controls for the whole page on the same line. */
export function PageHead({ title, of, about, children }: PageHeadProps): ReactNode {
  return (
    <header>
      <div className={styles.line}>
        {/* Takes the focus when the page is opened. */}
        <h1 className={styles.title} tabIndex={-1}>
          {title}
          {of === undefined ? null : (
            <>
              {' '}
              <span className={styles.of}>{of}</span>
            </>
          )}
        </h1>
        {children}
      </div>
      {about ? <p className={styles.about}>{about}</p> : null}
    </header>
  );
}
