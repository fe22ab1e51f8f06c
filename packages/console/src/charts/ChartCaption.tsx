import type { ReactNode } from 'react';
import styles from './ChartCaption.module.css';

/** What a chart shows and in which unit, with the values at the playhead at the end of the line. */
export function ChartCaption({ children }: { readonly children: ReactNode }): ReactNode {
  return <figcaption className={styles.caption}>{children}</figcaption>;
}
