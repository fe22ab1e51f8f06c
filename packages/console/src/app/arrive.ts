import { useEffect, useLayoutEffect } from 'react';
import { changeSearch, goTo, usePath, useSearch } from '../state/location.ts';
import { movedTo } from '../state/paths.ts';
import { movedSearch } from '../state/url.ts';

const STORED = 'gigafactory.scroll';

/** How far each step of the browser's history was scrolled when it was left, px. */
const leftAt = new Map<string, number>();
let steps = 0;
let isFirst = true;
/** Whether the page of the present step is drawn: what is scrolled before that is what it replaces. */
let hasArrived = false;

/**
 * Remembers how far each step of the history is scrolled, so that going back finds the place again. The
 * browser's own memory would scroll before the page of that step is drawn.
 */
export function followScroll(): void {
  window.history.scrollRestoration = 'manual';
  const stored = window.sessionStorage.getItem(STORED);
  for (const [step, top] of stored ? (JSON.parse(stored) as [string, number][]) : []) {
    leftAt.set(step, top);
  }
  const remember = (): void => {
    if (hasArrived) leftAt.set(stepHere(), window.scrollY);
  };
  window.addEventListener('scroll', remember, { passive: true });
  window.addEventListener('pagehide', () => {
    window.sessionStorage.setItem(STORED, JSON.stringify([...leftAt]));
  });
}

/**
 * For a component that is mounted anew with each page: a page opens at its top, or where it was left when
 * one goes back to it, with the focus on its heading.
 */
export function useArrival(): void {
  useLayoutEffect(() => {
    window.scrollTo(0, leftAt.get(stepHere()) ?? 0);
    // The first page of a visit leaves the focus where the browser has put it.
    if (!isFirst) document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true });
    isFirst = false;
    hasArrived = true;
    return () => {
      hasArrived = false;
    };
  }, []);
}

/** Goes on to where a page, or what the query says of it, has moved to since the link was made. */
export function useRedirects(): void {
  const path = movedTo(usePath());
  const search = movedSearch(useSearch());
  useEffect(() => {
    changeSearch(search, { replace: true });
    if (path !== undefined) goTo(path, { replace: true });
  }, [path, search]);
}

/** A name for the present step of the history, given to it when it is first asked for. */
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
