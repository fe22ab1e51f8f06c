import { useSyncExternalStore } from 'react';
import type { Notes } from '../api/types.ts';

const NONE: Notes = {};
const listeners = new Set<() => void>();
let current: Notes = NONE;

/** Adds the notes of the newest simulation to the plan's, so that its figures can be explained too. */
export function showSimulated(notes: Notes): void {
  if (notes === current) return;
  current = notes;
  for (const listener of listeners) listener();
}

export function useSimulated(): Notes {
  return useSyncExternalStore(subscribe, () => current);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
