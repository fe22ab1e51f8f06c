import { useSyncExternalStore } from 'react';

/** A short message about what has just happened. */
export interface Toast {
  readonly id: number;
  readonly text: string;
  /** Bad news stay until they are closed. */
  readonly tone?: 'bad';
  /** What can be done about it; `download` of the open file. */
  readonly action?: { readonly label: string; readonly act: () => void } | 'download';
}

const MOST = 3;

let ids = 0;
let toasts: readonly Toast[] = [];
const listeners = new Set<() => void>();

/** Says something to the person, whatever page is open. The same text again replaces the first. */
export function say(text: string, more: Omit<Toast, 'id' | 'text'> = {}): void {
  const others = toasts.filter((toast) => toast.text !== text);
  change([...others, { id: ++ids, text, ...more }].slice(-MOST));
}

export function closeToast(id: number): void {
  change(toasts.filter((toast) => toast.id !== id));
}

export function useToasts(): readonly Toast[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => toasts,
  );
}

function change(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}
