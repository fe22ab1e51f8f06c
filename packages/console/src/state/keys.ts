import { useEffect, useEffectEvent, useSyncExternalStore } from 'react';

/** A key, or a sequence of two keys, that does something on the open page. */
export interface KeyBinding {
  /** `/`, or `g m`. */
  readonly keys: string;
  readonly does: string;
  readonly handle: () => void;
}

/** How long the first of two keys waits for the second, ms. */
const PATIENCE = 1500;
/** Dialogs that cover the page. */
const COVERING = '[role="dialog"]:not([data-place="drawer"])';

let bindings: readonly KeyBinding[] = [];
const listeners = new Set<() => void>();

/** Binds a key (`/`) or two (`g m`) while the component is mounted, and lists them in the help. */
export function useKey(keys: string, does: string, handle: () => void): void {
  const act = useEffectEvent(handle);
  useEffect(() => bindKeys([{ keys, does, handle: () => act() }]), [keys, does]);
}

/** Binds several at once, and returns a function that unbinds them. */
export function bindKeys(added: readonly KeyBinding[]): () => void {
  change([...bindings, ...added]);
  return () => change(bindings.filter((other) => !added.includes(other)));
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
  let first = '';
  let forgetting = 0;
  // The navigation shows its letters while it waits for a second key.
  const waitAfter = (key: string): void => {
    first = key;
    document.documentElement.toggleAttribute('data-awaits-key', key !== '');
    window.clearTimeout(forgetting);
    if (key !== '') forgetting = window.setTimeout(() => waitAfter(''), PATIENCE);
  };
  window.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isTakenBy(event.target, event.key) || event.key === 'Shift') return;
    const keys = first === '' ? event.key : `${first} ${event.key}`;
    waitAfter('');
    // The latest binding of a key is the innermost component's.
    const binding = bindings.findLast((candidate) => candidate.keys === keys);
    if (binding) {
      event.preventDefault();
      binding.handle();
    } else if (bindings.some((candidate) => candidate.keys.startsWith(`${keys} `))) {
      waitAfter(keys);
    }
  });
}

/** Whether keys go to a text that a person types, which has its own undo, or to a dialog that covers the page. */
export function isTyping(target: EventTarget | null): boolean {
  if (takesText(target)) return true;
  return target instanceof HTMLElement && target.closest(COVERING) !== null;
}

/** Whether a text is typed there. */
export function takesText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement)
    return !/^(checkbox|radio|range|button|file)$/.test(target.type);
  return target.isContentEditable || target instanceof HTMLTextAreaElement;
}

/** Text fields take all keys, and so do dialogs that cover the page; buttons and links take the space key. */
function isTakenBy(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest(COVERING)) return true;
  if (key === ' ' && target.closest('button, a, summary, input[type="checkbox"]')) return true;
  if (target instanceof HTMLInputElement && target.type === 'range') return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

function change(next: readonly KeyBinding[]): void {
  bindings = next;
  for (const listener of listeners) listener();
}
