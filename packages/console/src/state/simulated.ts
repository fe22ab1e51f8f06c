import { useLayoutEffect, useSyncExternalStore } from 'react';
import type { Notes } from '../api/types.ts';

const listeners = new Set<() => void>();
const held = new Map<string, Notes>();
let together: Notes = {};

/**
 * Adds the notes of a simulation to the plan's while the component is mounted, so that its figures can be
 * explained too. `owner` distinguishes the notes of one simulation from those of another.
 */
export function useSimulatedNotes(owner: string, notes: Notes | undefined): void {
  useLayoutEffect(() => {
    if (!notes) return;
    held.set(owner, notes);
    tellAll();
    return () => {
      held.delete(owner);
      tellAll();
    };
  }, [owner, notes]);
}

/** The notes of all simulations that are shown. */
export function useSimulated(): Notes {
  return useSyncExternalStore(subscribe, () => together);
}

function tellAll(): void {
  together = Object.assign({}, ...held.values());
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
