import { useEffect, useLayoutEffect } from 'react';
import { changeSearch, goTo, usePath, useSearch } from '../state/location.ts';
import { movedTo } from '../state/paths.ts';
import { recall, remember } from '../state/storage.ts';
import { movedSearch } from '../state/url.ts';

const STORED = 'gigafactory.scroll';

/** How far each entry of the browser's history was scrolled when it was left, px. */
const leftAt = new Map<string, number>();
let steps = 0;
let isFirst = true;
/** Whether the page of the current history entry is drawn; before that, the previous page is what scrolls. */
let hasArrived = false;

/**
 * Remembers how far each history entry is scrolled, so that going back restores it. The browser itself would
 * scroll before the page of that entry is drawn.
 */
export function followScroll(): void {
  window.history.scrollRestoration = 'manual';
  const stored = recall('sessionStorage', STORED);
  for (const [step, top] of stored ? (JSON.parse(stored) as [string, number][]) : []) {
    leftAt.set(step, top);
  }
  const note = (): void => {
    if (hasArrived) leftAt.set(stepHere(), window.scrollY);
  };
  window.addEventListener('scroll', note, { passive: true });
  window.addEventListener('pagehide', () => {
    remember('sessionStorage', STORED, JSON.stringify([...leftAt]));
  });
}

/**
 * For a component that is mounted anew with each page: a page opens at its top, or where it was left when
 * one goes back to it, with the focus on its heading.
 */
export function useArrival(): void {
  useLayoutEffect(() => {
    window.scrollTo(0, leftAt.get(stepHere()) ?? 0);
    // The first page of a visit leaves the focus where the browser put it.
    const stopWaiting = isFirst ? undefined : focusHeading();
    isFirst = false;
    hasArrived = true;
    return () => {
      stopWaiting?.();
      hasArrived = false;
    };
  }, []);
}

/**
 * Focuses the page's heading. A page that must ask a server first has none yet: then once it appears, unless a person
 * has gone elsewhere meanwhile. Returns what ends the waiting.
 */
function focusHeading(): () => void {
  const heading = () => document.querySelector<HTMLElement>('main h1');
  const main = document.querySelector('main');
  const found = heading();
  found?.focus({ preventScroll: true });
  if (found || !main) return () => {};
  const observer = new MutationObserver(() => {
    const late = heading();
    if (!late) return;
    observer.disconnect();
    if (document.activeElement === document.body) late.focus({ preventScroll: true });
  });
  observer.observe(main, { childList: true, subtree: true });
  return () => observer.disconnect();
}

/** Redirects to where a page, or a part of the query, has moved since the link was made. */
export function useRedirects(): void {
  const path = movedTo(usePath());
  const search = movedSearch(useSearch());
  useEffect(() => {
    changeSearch(search, { replace: true });
    if (path !== undefined) goTo(path, { replace: true });
  }, [path, search]);
}

/** A name for the current history entry, assigned on first use. */
function stepHere(): string {
  const state: unknown = window.history.state;
  if (isNamed(state)) return state.step;
  const step = `${Date.now()}.${++steps}`;
  window.history.replaceState({ step }, '');
  return step;
}

function isNamed(state: unknown): state is { readonly step: string } {
  return typeof state === 'object' && state !== null && 'step' in state;
}
