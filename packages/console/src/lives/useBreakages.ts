import { useCallback, useMemo } from 'react';
import { useParam } from '../state/location.ts';
import { type Breakage, faultOf, type TimedFault } from './breakage.ts';
import { MOST_BREAKAGES, readBreakages, writeBreakages } from './inUrl.ts';

/** What the user broke, kept in the address: a link shows the same, and going back undoes it. */
export interface Breakages {
  readonly list: readonly Breakage[];
  /** As core takes them. */
  readonly faults: readonly TimedFault[];
  readonly isFull: boolean;
  readonly add: (breakage: Breakage) => void;
  readonly remove: (index: number) => void;
  readonly clear: () => void;
}

export function useBreakages(): Breakages {
  const [text, setText] = useParam('break');
  const list = useMemo(() => readBreakages(text), [text]);
  const faults = useMemo(() => list.map(faultOf), [list]);
  const write = useCallback(
    (next: readonly Breakage[]) => setText(writeBreakages(next)),
    [setText],
  );
  return {
    list,
    faults,
    isFull: list.length >= MOST_BREAKAGES,
    add: (breakage) => write([...list, breakage]),
    remove: (index) => write(list.filter((_, other) => other !== index)),
    clear: () => write([]),
  };
}
