import { useCallback, useSyncExternalStore } from 'react';
import { writeParam } from './url.ts';

/*
 * The page is in the hash (`#/design`), what it shows is in the query before it
 * (`?file=one-pod&set.fleet.gpus=500`). Both survive reloading and sharing, under any static server.
 */
const CHANGED = 'gigafactory:search';

/** Goes to another query, as a step of the browser's history unless `replace`. */
export function changeSearch(search: string, { replace = false } = {}): void {
  if (search === window.location.search) return;
  const url = new URL(window.location.href);
  url.search = search;
  window.history[replace ? 'replaceState' : 'pushState'](null, '', url);
  window.dispatchEvent(new Event(CHANGED));
}

export function useSearch(): string {
  return useSyncExternalStore(subscribe, () => window.location.search);
}

/** One parameter of the query; set it to `undefined` to remove it. Steps of the history by default. */
export function useParam(
  name: string,
  { replace = false } = {},
): [value: string | undefined, set: (value: string | undefined) => void] {
  const search = useSearch();
  const set = useCallback(
    (value: string | undefined) =>
      changeSearch(writeParam(window.location.search, name, value), { replace }),
    [name, replace],
  );
  return [new URLSearchParams(search).get(name) ?? undefined, set];
}

function subscribe(listener: () => void): () => void {
  const events = ['popstate', 'hashchange', CHANGED];
  for (const name of events) window.addEventListener(name, listener);
  return () => {
    for (const name of events) window.removeEventListener(name, listener);
  };
}
