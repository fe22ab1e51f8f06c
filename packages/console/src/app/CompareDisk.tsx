import { type ReactNode, useMemo } from 'react';
import type { OnDisk } from '../state/document/disk.ts';
import { mergeTexts } from '../state/document/merging.ts';
import { keepMine, takeBoth, takeTheirs } from '../state/document/served.ts';
import { useFactory } from '../state/factory.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { TextDiff } from '../ui/TextDiff.tsx';
import styles from './SaveFile.module.css';

interface CompareDiskProps {
  readonly onDisk: OnDisk;
  readonly onClose: () => void;
}

/** The text here and the text on disk against the one that both were made from, and the ways on. */
export function CompareDisk({ onDisk, onClose }: CompareDiskProps): ReactNode {
  const { file } = useFactory();
  const conflict = onDisk.state === 'changed' ? onDisk.conflict : undefined;
  const merged = useMemo(
    () => conflict && mergeTexts(conflict.base, conflict.mine, conflict.theirs),
    [conflict],
  );
  if (!conflict) return null;
  const { base, mine, theirs } = conflict;
  const choose = (act: () => void) => () => {
    act();
    onClose();
  };
  return (
    <Dialog open onClose={onClose} title={`${file.file} changed on disk`} place="wide">
      <div className={styles.save}>
        <TextDiff label="What you changed" before={base} after={mine} />
        <TextDiff label="What changed on disk" before={base} after={theirs} />
        {merged === undefined ? (
          <p>Both changed the same lines: only one of the two can be taken whole.</p>
        ) : null}
        <div className={styles.foot}>
          <p>Nothing is written by this, and each can be undone. Saving writes what you chose.</p>
          <div className={styles.choices}>
            {merged === undefined ? null : (
              <Button look="primary" onClick={choose(() => takeBoth(merged, conflict))}>
                Take both
              </Button>
            )}
            <Button onClick={choose(() => takeTheirs(conflict))}>Take what is on disk</Button>
            <Button onClick={choose(() => keepMine(conflict))}>Keep mine</Button>
          </div>
        </div>
      </div>
    </Dialog>
  );
}
