import type { ReactNode } from 'react';
import styles from './Dialog.module.css';

interface Props {
  /** Closes what Esc closes too, if it has no label of its own. */
  readonly label?: string;
  readonly onClick: () => void;
}

export function CloseButton({ label, onClick }: Props): ReactNode {
  return (
    <button type="button" className={styles.close} onClick={onClick} title={label ?? 'Close (Esc)'}>
      <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
        <path d="M3 3l10 10M13 3 3 13" stroke="currentColor" strokeWidth="1.6" />
      </svg>
      <span className="visually-hidden">{label ?? 'Close'}</span>
    </button>
  );
}
