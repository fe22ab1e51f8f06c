import { useMemo } from 'react';
import { changeSearch, useSearch } from '../../state/location.ts';
import type { Edits } from '../../state/url.ts';
import { writeParam } from '../../state/url.ts';
import { policyParam, readPolicy, withoutPolicy } from './policy.ts';

/** The second policy's edits, kept in the address; undefined if there is none. */
export function usePolicy(): Edits | undefined {
  const search = useSearch();
  return useMemo(() => {
    const edits = readPolicy(search);
    return Object.keys(edits).length > 0 ? edits : undefined;
  }, [search]);
}

export function setPolicy(path: string, text: string): void {
  changeSearch(writeParam(window.location.search, policyParam(path), text.trim() || undefined));
}

export function dropPolicy(): void {
  changeSearch(withoutPolicy(window.location.search));
}
