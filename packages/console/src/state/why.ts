import { changeSearch, useParam } from './location.ts';
import { writeParam } from './url.ts';

const WHY = 'why';

/** The figure whose derivation is open; part of the address, so a derivation can be linked to. */
export function useWhy(): string | undefined {
  return useParam(WHY)[0];
}

/** Opens a derivation: going back closes it, however many were opened. */
export function openWhy(path: string): void {
  const { search } = window.location;
  const replace = new URLSearchParams(search).has(WHY);
  changeSearch(writeParam(search, WHY, path), { replace });
}

export function closeWhy(): void {
  changeSearch(writeParam(window.location.search, WHY, undefined), { replace: true });
}
