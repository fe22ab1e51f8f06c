import { useSyncExternalStore } from 'react';
import { recall, remember } from './storage.ts';

export type Theme = 'light' | 'dark';

const STORED = 'gigafactory.theme';
const system = window.matchMedia('(prefers-color-scheme: dark)');
/** Paper is light, whatever the screen is. */
const paper = window.matchMedia('print');

/** Sets `data-theme` from the user's choice or the system's, now and whenever that changes. */
export function followTheme(): void {
  system.addEventListener('change', apply);
  paper.addEventListener('change', apply);
  apply();
}

export function toggleTheme(): void {
  const next: Theme = currentTheme() === 'dark' ? 'light' : 'dark';
  // Choosing what the system prefers anyway means following the system again.
  remember('localStorage', STORED, next === systemTheme() ? undefined : next);
  apply();
}

/** The current theme; re-renders when it changes, for components that read colours themselves (canvas). */
export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, currentTheme);
}

function currentTheme(): Theme {
  const stored = recall('localStorage', STORED);
  return stored === 'light' || stored === 'dark' ? stored : systemTheme();
}

function systemTheme(): Theme {
  return system.matches ? 'dark' : 'light';
}

function apply(): void {
  document.documentElement.dataset['theme'] = paper.matches ? 'light' : currentTheme();
}

function subscribe(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
}
