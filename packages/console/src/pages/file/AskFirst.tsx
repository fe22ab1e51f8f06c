import { type ReactNode, useRef } from 'react';
import { countOf } from '../../explain/notes.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import styles from './AskFirst.module.css';
import type { Proposed } from './changeStructure.ts';

interface AskFirstProps {
  readonly proposed: Proposed;
  readonly onClose: () => void;
}

/** Says what names an entry and what becomes of that, before the entry is renamed or removed. */
export function AskFirst({ proposed, onClose }: AskFirstProps): ReactNode {
  const { label, isRemoval, references, carryOut } = proposed;
  const first = useRef<HTMLButtonElement>(null);
  const count = countOf(references.length, 'place');
  return (
    <Dialog open onClose={onClose} title={label} focusFirst={first}>
      <div className={styles.ask}>
        <p>
          {isRemoval
            ? `${count} of the file would have no meaning without it, and ${references.length === 1 ? 'goes' : 'go'} with it:`
            : `${count} of the file ${references.length === 1 ? 'names' : 'name'} it, and will have the new name:`}
        </p>
        <ul>
          {references.map((words) => (
            <li key={words}>{words}</li>
          ))}
        </ul>
        <div className={styles.buttons}>
          <Button
            ref={first}
            look="primary"
            onClick={() => {
              onClose();
              carryOut();
            }}
          >
            {isRemoval ? 'Remove all of it' : 'Rename'}
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </div>
        <p className={styles.note}>It is one step, which Undo takes back.</p>
      </div>
    </Dialog>
  );
}
