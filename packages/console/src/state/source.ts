import { useParam } from './location.ts';

/** Whose figures of a run are shown: those of the formulas, or those of simulated lives. */
export type Source = 'plan' | 'twin';

/** The source in the address, for every page that can show both. */
export function useSource(): [source: Source, set: (source: Source) => void] {
  const [text, set] = useParam('source');
  return [
    text === 'twin' ? 'twin' : 'plan',
    (source) => set(source === 'plan' ? undefined : source),
  ];
}
