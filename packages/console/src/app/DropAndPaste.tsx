import { type ReactNode, useEffect, useEffectEvent, useState } from 'react';
import { type Dropped, readTransfer, takeHeld } from '../state/earlyDrops.ts';
import { takesText } from '../state/keys.ts';
import { say } from '../state/toasts.ts';
import styles from './OpenFile.module.css';

/** Loaded with what is opened: most visits open nothing this way. */
async function opened(file: File | undefined, text: string): Promise<void> {
  const { openFile, openPasted } = await import('../state/openFiles.ts');
  await (file ? openFile(file) : openPasted(text));
}

/** Opens what is dropped anywhere on the page, and a text that is pasted outside of fields. */
export function DropAndPaste({ onOpened }: { readonly onOpened: () => void }): ReactNode {
  const [isOver, setOver] = useState(false);
  const take = useEffectEvent(({ files, text }: Dropped): boolean => {
    const [first, ...others] = files;
    if (!first && text.trim() === '') return false;
    opened(first, text).then(onOpened, (error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      say(`It was not opened: ${why}`, { tone: 'bad' });
    });
    if (others.length > 0)
      say(`One file at a time: ${others.map(({ name }) => name).join(', ')} was not opened.`);
    return true;
  });
  useEffect(() => {
    const over = (event: DragEvent): void => {
      // Else the browser leaves the page for the file.
      event.preventDefault();
      setOver(event.dataTransfer?.types.includes('Files') ?? false);
    };
    const leave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent): void => {
      setOver(false);
      // Text that is dragged within an editor or a field stays there.
      if (event.dataTransfer?.files.length === 0 && takesText(event.target)) return;
      event.preventDefault();
      take(readTransfer(event.dataTransfer));
    };
    const paste = (event: ClipboardEvent): void => {
      if (event.defaultPrevented || takesText(event.target)) return;
      if (take(readTransfer(event.clipboardData))) event.preventDefault();
    };
    const stop = new AbortController();
    const { signal } = stop;
    window.addEventListener('dragover', over, { signal });
    window.addEventListener('dragleave', leave, { signal });
    window.addEventListener('drop', drop, { signal });
    window.addEventListener('paste', paste, { signal });
    const early = takeHeld();
    if (early) take(early);
    return () => stop.abort();
  }, []);
  return isOver ? (
    <div className={styles.cover} aria-hidden="true">
      Drop the factory file to open it
    </div>
  ) : null;
}
