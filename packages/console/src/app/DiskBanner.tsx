import { type ReactNode, Suspense, useState } from 'react';
import { useOnDisk } from '../state/document/disk.ts';
import { useFactory } from '../state/factory.ts';
import { Button } from '../ui/Button.tsx';
import { preloadable } from '../ui/preloadable.tsx';
import styles from './SaveFile.module.css';

const CompareDisk = preloadable(async () => (await import('./CompareDisk.tsx')).CompareDisk);

/** Says that the file on disk and what is shown have gone different ways. */
export function DiskBanner({ onSave }: { readonly onSave: () => void }): ReactNode {
  const { file } = useFactory();
  const onDisk = useOnDisk();
  const [isOpen, setOpen] = useState(false);
  if (onDisk.state === 'gone') {
    return (
      <div className={styles.banner} role="alert">
        <p>{file.file} is not on the disk any more. Its text is kept here.</p>
        <Button onClick={onSave}>Write it again…</Button>
      </div>
    );
  }
  if (onDisk.state !== 'changed') return null;
  return (
    <div className={styles.banner} role="alert">
      <p>{file.file} changed on disk, and you changed it here.</p>
      <Button onClick={() => setOpen(true)}>Compare…</Button>
      {isOpen ? (
        <Suspense>
          <CompareDisk.Component onDisk={onDisk} onClose={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </div>
  );
}
