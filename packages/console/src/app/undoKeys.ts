import { useEffect } from 'react';
import { redo, undo } from '../state/factory.ts';
import { isTyping } from '../state/keys.ts';

/** Ctrl+Z, Ctrl+Shift+Z and Ctrl+Y, and the same with ⌘, except where a text with its own undo has the keys. */
export function useUndoKeys(): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      const act = actOf(event);
      if (!act || event.defaultPrevented || isTyping(event.target)) return;
      event.preventDefault();
      act();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
}

function actOf({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent) {
  if ((!ctrlKey && !metaKey) || altKey) return undefined;
  const letter = key.toLowerCase();
  if (letter === 'z') return shiftKey ? redo : undo;
  return letter === 'y' && !shiftKey ? redo : undefined;
}
