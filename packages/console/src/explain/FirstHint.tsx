import { type ReactNode, useState } from 'react';
import { recall, remember } from '../state/storage.ts';
import { useWhy } from '../state/why.ts';
import { Button } from '../ui/Button.tsx';
import styles from './FirstHint.module.css';

const STORED = 'gigafactory.pressed';

/** Says once that figures can be pressed: until one was, or it is put away. */
export function FirstHint(): ReactNode {
  const [isKnown, setKnown] = useState(wasSaid);
  const isOpen = useWhy() !== undefined;
  const close = (): void => {
    keep();
    setKnown(true);
  };
  if (isOpen && !isKnown) close();
  if (isKnown) return null;
  return (
    <p className={styles.hint}>
      Press any figure: it opens to its formula, its inputs and their sources.
      <Button look="quiet" onClick={close}>
        Got it
      </Button>
    </p>
  );
}

/** A browser that keeps nothing is told each time. */
function wasSaid(): boolean {
  return recall('localStorage', STORED) !== undefined;
}

function keep(): void {
  remember('localStorage', STORED, 'yes');
}
