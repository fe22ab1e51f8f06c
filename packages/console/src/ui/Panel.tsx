import { type ReactNode, useId, useRef } from 'react';
import styles from './Panel.module.css';
import { PanelTools } from './PanelTools.tsx';

interface PanelProps {
  readonly title: string;
  /** For jumping to it. */
  readonly anchor?: string;
  /** One line under the title: what is shown and what it leaves out. */
  readonly about?: ReactNode;
  /** Controls or a figure at the end of the title's line. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

/** A titled section, ruled off from the one above; not a card. */
export function Panel({ title, anchor, about, aside, children }: PanelProps): ReactNode {
  const id = useId();
  const panel = useRef<HTMLElement>(null);
  return (
    <section
      ref={panel}
      data-panel
      className={styles.panel}
      aria-labelledby={id}
      id={anchor}
      tabIndex={anchor ? -1 : undefined}
    >
      <header className={styles.head}>
        <h2 className={styles.title} id={id}>
          {title}
        </h2>
        {about ? <p className={styles.about}>{about}</p> : null}
        {aside ? <div className={styles.aside}>{aside}</div> : null}
        <PanelTools {...{ title, panel }} className={styles.tools} />
      </header>
      {children}
    </section>
  );
}
