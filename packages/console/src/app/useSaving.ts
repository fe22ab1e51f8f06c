import { useEffect, useEffectEvent } from 'react';
import { useDisk } from '../state/document/disk.ts';
import { useFactory } from '../state/factory.ts';
import { downloadFile } from '../state/handOn.ts';

/**
 * What saving does now: asks by `ask` where a server has a file that can be written, and else downloads. Bound to
 * Ctrl+S and ⌘S, in fields too.
 */
export function useSaving(ask: () => void): () => void {
  const { file } = useFactory();
  const disk = useDisk();
  const save = (): void => {
    if (file.origin === 'missing') return;
    const isOnServer = disk && (file.origin === 'served' || disk.readOnly === undefined);
    if (isOnServer) ask();
    else void downloadFile();
  };
  const onKey = useEffectEvent((event: KeyboardEvent): void => {
    const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
    if (key.toLowerCase() !== 's' || (!ctrlKey && !metaKey) || altKey || shiftKey) return;
    event.preventDefault();
    save();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => onKey(event);
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
  return save;
}
