import type { ReactNode } from 'react';
import styles from './Swatch.module.css';

/** A patch of a series' colour next to its name; `token` is a colour token. */
export function Swatch({ token }: { readonly token: string }): ReactNode {
  return (
    <span className={styles.swatch} style={{ background: `var(${token})` }} aria-hidden="true" />
  );
}
