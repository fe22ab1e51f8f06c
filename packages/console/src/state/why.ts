import { changeSearch, useParam } from './location.ts';
import { writeParam } from './url.ts';

const WHY = 'why';
/** Whose plan the figure is of; without it that of the open factory. */
const OF = 'whyOf';

/** The figure whose derivation is open; part of the address, so a derivation can be linked to. */
export function useWhy(): string | undefined {
  return useParam(WHY)[0];
}

/** What the figure whose derivation is open is of, if not of the open factory: an answer of a chat. */
export function useWhyOf(): string | undefined {
  return useParam(OF)[0];
}

/** Opens a derivation: going back closes it, however many were opened. `of` says whose plan the figure is of. */
export function openWhy(path: string, of?: string): void {
  const { search } = window.location;
  const replace = new URLSearchParams(search).has(WHY);
  changeSearch(writeParam(writeParam(search, WHY, path), OF, of), { replace });
}

export function closeWhy(): void {
  const without = writeParam(window.location.search, WHY, undefined);
  changeSearch(writeParam(without, OF, undefined), { replace: true });
}
