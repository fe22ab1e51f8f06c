import type { Operations } from '../api/types.ts';
import { DOMAIN_WORDS, type DomainKind } from '../life/domains.ts';

export type TimedFault = NonNullable<Operations['replay']['input']['faults']>[number];

/** What a user can break by hand. */
export const BREAKABLE = [
  'node',
  'slow',
  'corrupt',
  'rack',
  'leaf',
  'spine',
  'narrow',
  'cooling',
  'hall',
] as const;
export type Breakable = (typeof BREAKABLE)[number];

/** One thing broken by hand. Times in s after the start. */
export interface Breakage {
  readonly what: Breakable;
  /** The node, or the domain of its kind. */
  readonly index: number;
  readonly at: number;
  /** How long it lasts: until it is repaired, fast again, or noticed. */
  readonly lasts: number;
}

export const BREAK_WORDS: Readonly<Record<Breakable, string>> = {
  node: 'A node breaks',
  slow: 'A node turns slow',
  corrupt: 'A node corrupts silently',
  rack: 'A rack goes down',
  leaf: 'A leaf group goes down',
  spine: 'A spine group goes down',
  narrow: 'A spine group loses half its bandwidth',
  cooling: 'A cooling unit fails',
  hall: 'A hall goes down',
};

/** What the time of a breakage means. */
const LASTS_WORDS: Readonly<Record<'node' | 'slow' | 'narrow' | 'corrupt' | 'domain', string>> = {
  node: 'Repaired after',
  slow: 'Slow for',
  narrow: 'Lost for',
  corrupt: 'Noticed after',
  domain: 'Back after',
};

const CAUSE = 'Broken by hand';
/** How many times slower a slow node computes: clearly visible, and more than a supervisor tolerates. */
const SLOW_FACTOR = 2;
/** Time to repair a node that corrupted the model, s: a working day. */
const CORRUPT_REPAIR = 8 * 3600;

/** What a press on the map hits: the node itself, or the domain around it. */
export function aimOf(what: Breakable): 'node' | DomainKind {
  if (what === 'narrow') return 'spine';
  return what === 'slow' || what === 'corrupt' ? 'node' : what;
}

export function lastsWords(what: Breakable): string {
  return what in LASTS_WORDS ? LASTS_WORDS[what as keyof typeof LASTS_WORDS] : LASTS_WORDS.domain;
}

/** The fault that core takes. */
export function faultOf({ what, index, at, lasts }: Breakage): TimedFault {
  switch (what) {
    case 'node':
      return { what, at, node: index, cause: CAUSE, detection: 'crash', repair: lasts };
    case 'slow':
      return { what, at, node: index, cause: CAUSE, factor: SLOW_FACTOR, duration: lasts };
    case 'corrupt':
      return {
        what: 'corruption',
        at,
        node: index,
        cause: CAUSE,
        latency: lasts,
        repair: CORRUPT_REPAIR,
      };
    case 'narrow':
      return {
        what: 'bandwidth',
        at,
        domain: { kind: 'spine', index },
        cause: CAUSE,
        share: 0.5,
        duration: lasts,
      };
    default:
      return {
        what: 'domain',
        at,
        domain: { kind: what, index },
        cause: CAUSE,
        repair: lasts,
      };
  }
}

/** What is broken, in a few words. */
export function nameOf({ what, index }: Breakage): string {
  switch (what) {
    case 'node':
      return `node ${index} breaks`;
    case 'slow':
      return `node ${index} is slow`;
    case 'corrupt':
      return `node ${index} corrupts`;
    case 'narrow':
      return `spine group ${index} at half bandwidth`;
    default:
      return `${DOMAIN_WORDS[what]} ${index} down`;
  }
}
