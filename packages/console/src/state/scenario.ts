import { changeSearch, useParam } from './location.ts';
import { writeParam } from './url.ts';

const SCENARIO = 'scenario';

/** The scenario of the file that every page shows, by its name in the address; undefined for the file itself. */
export function useScenario(): string | undefined {
  return useParam(SCENARIO)[0];
}

/** Shows a scenario of the file, or the file itself. */
export function chooseScenario(name: string | undefined, { replace = false } = {}): void {
  changeSearch(writeParam(window.location.search, SCENARIO, name), { replace });
}
