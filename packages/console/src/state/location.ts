import { useCallback, useSyncExternalStore } from 'react';
import { writeParam } from './url.ts';

/*
 * The page is in the hash (`#/plan/money`), what it shows is in the query before it
 * (`?file=one-pod&set.fleet.gpus=500`). Both survive reloading and sharing, under any static server.
 */
const CHANGED = 'gigafactory:address';

interface Step {
  /** Replaces the current entry of the browser's history instead of adding one. */
  readonly replace?: boolean;
}

/** The open page: what follows the `#`, or `/` if nothing does. */
export function usePath(): string {
  return useSyncExternalStore(followAddress, currentPath);
}

/** Opens a page. The query stays as it is, except for the parameters given here. */
export function goTo(
  path: string,
  {
    replace = false,
    params = {},
  }: Step & { readonly params?: Readonly<Record<string, string>> } = {},
): void {
  const url = new URL(window.location.href);
  url.search = Object.entries(params).reduce(
    (search, [name, value]) => writeParam(search, name, value),
    url.search,
  );
  url.hash = path;
  step(url, replace);
}

/** Goes to another query, as a new entry of the browser's history unless `replace`. */
export function changeSearch(search: string, { replace = false }: Step = {}): void {
  if (search === window.location.search) return;
  const url = new URL(window.location.href);
  url.search = search;
  step(url, replace);
}

export function useSearch(): string {
  return useSyncExternalStore(followAddress, () => window.location.search);
}

/** One parameter of the query; set it to `undefined` to remove it. Adds history entries by default. */
export function useParam(
  name: string,
  { replace = false }: Step = {},
): [value: string | undefined, set: (value: string | undefined) => void] {
  const search = useSearch();
  const set = useCallback(
    (value: string | undefined) =>
      changeSearch(writeParam(window.location.search, name, value), { replace }),
    [name, replace],
  );
  return [new URLSearchParams(search).get(name) ?? undefined, set];
}

function currentPath(): string {
  return `/${window.location.hash.replace(/^#?\/?/, '')}`;
}

function step(url: URL, replace: boolean): void {
  // A replaced entry remains the same entry, with what is remembered about it (see `app/arrive.ts`).
  if (replace) window.history.replaceState(window.history.state, '', url);
  else window.history.pushState(null, '', url);
  window.dispatchEvent(new Event(CHANGED));
}

/** Calls back whenever the address changes. */
export function followAddress(listener: () => void): () => void {
  const events = ['popstate', 'hashchange', CHANGED];
  for (const name of events) window.addEventListener(name, listener);
  return () => {
    for (const name of events) window.removeEventListener(name, listener);
  };
}
