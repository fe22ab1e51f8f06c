import type { ReactNode, RefObject } from 'react';
import styles from './PageHead.module.css';
import { PanelTools } from './PanelTools.tsx';

interface PageHeadProps {
  readonly title: string;
  /** Which of several things the page is about, such as a run. */
  readonly of?: string | undefined;
  /** A sentence under the title. */
  readonly about?: ReactNode;
  /** Controls that belong to the whole page. */
  readonly children?: ReactNode;
  /** What follows the head, marked `data-panel`, if it is handed on from here. */
  readonly list?: RefObject<HTMLElement | null>;
}

/** The title of a page, with controls for the whole page on the same line. */
export function PageHead({ title, of, about, children, list }: PageHeadProps): ReactNode {
  return (
    <header className={styles.head}>
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
        {list ? <PanelTools {...{ title, panel: list }} className={styles.tools} /> : null}
        {children}
      </div>
      {about ? <p className={styles.about}>{about}</p> : null}
    </header>
  );
}
