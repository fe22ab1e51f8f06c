import { useEffect, useEffectEvent, useSyncExternalStore } from 'react';

/** A key that does something on the page that is open. */
export interface KeyBinding {
  readonly key: string;
  readonly does: string;
  readonly handle: () => void;
}

let bindings: readonly KeyBinding[] = [];
const listeners = new Set<() => void>();

/** Binds a key (`/`, `[`) while the component is mounted, and lists it in the help. */
export function useKey(key: string, does: string, handle: () => void): void {
  const act = useEffectEvent(handle);
  useEffect(() => {
    const binding: KeyBinding = { key, does, handle: () => act() };
    change([...bindings, binding]);
    return () => change(bindings.filter((other) => other !== binding));
  }, [key, does]);
}

/** Every key that is bound now, for the help. */
export function useKeyBindings(): readonly KeyBinding[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => bindings,
  );
}

/** Listens for the bound keys; once, at the start of the program. */
export function followKeys(): void {
  window.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isTakenBy(event.target, event.key)) return;
    // The latest binding of a key is the innermost component's.
    const binding = bindings.findLast((candidate) => candidate.key === event.key);
    if (!binding) return;
    event.preventDefault();
    binding.handle();
  });
}

/** Fields of text take all keys, and so do dialogs that cover the page; what can be pressed takes the space. */
function isTakenBy(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest('[role="dialog"]:not([data-place="drawer"])')) return true;
  if (key === ' ' && target.closest('button, a, summary, input[type="checkbox"]')) return true;
  if (target instanceof HTMLInputElement && target.type === 'range') return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

function change(next: readonly KeyBinding[]): void {
  bindings = next;
  for (const listener of listeners) listener();
}
