import { BREAKABLE, type Breakable, type Breakage } from './breakage.ts';

/**
 * `leaf.17.86400.28800`: what, which, when and for how long, in whole seconds, in characters that an address
 * does not escape.
 */
const ONE = /^([a-z]+)\.(\d{1,7})\.(\d{1,9})\.(\d{1,9})$/;
const BETWEEN = '_';
/** The most breakages that an address can hold. */
export const MOST_BREAKAGES = 40;

/** Reads breakages from the address; what cannot be read is left out. */
export function readBreakages(text: string | undefined): Breakage[] {
  return (text ?? '')
    .split(BETWEEN)
    .flatMap((part) => {
      const [, what, index, at, lasts] = ONE.exec(part) ?? [];
      if (!isBreakable(what)) return [];
      return [{ what, index: Number(index), at: Number(at), lasts: Number(lasts) }];
    })
    .slice(0, MOST_BREAKAGES);
}

/** Undefined if there are no breakages. */
export function writeBreakages(breakages: readonly Breakage[]): string | undefined {
  if (breakages.length === 0) return undefined;
  return breakages
    .map(({ what, index, at, lasts }) => [what, index, Math.floor(at), Math.floor(lasts)].join('.'))
    .join(BETWEEN);
}

function isBreakable(text: string | undefined): text is Breakable {
  return (BREAKABLE as readonly (string | undefined)[]).includes(text);
}
