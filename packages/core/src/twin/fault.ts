import type { Seconds } from '../base/index.ts';
import type { Domain, NodeId, RunId } from '../control/protocol/index.ts';
import { LONGEST_S, type TwinDuration } from './duration.ts';

/** Crash: processes end, which is noticed soon. Hang: noticed only after `policy.hangTimeout`. */
export type Detection = 'crash' | 'hang';

/**
 * Something that goes wrong, as plain data: drawn from hazards, taken from a journal, made by a person
 * in the console, or listed by a simulation test. Times in s.
 */
export type Fault =
  /** A part of a node breaks. Without `repair`, restarting on the node is enough; a number is s. */
  | {
      readonly what: 'node';
      readonly node: NodeId;
      readonly cause: string;
      readonly detection: Detection;
      readonly repair?: Seconds | TwinDuration;
      readonly replacesPart?: boolean;
    }
  /** All nodes of a domain are out of reach until it is repaired. */
  | {
      readonly what: 'domain';
      readonly domain: Domain;
      readonly cause: string;
      readonly repair: Seconds;
    }
  /** The software of a run fails; this strikes only a live attempt. */
  | {
      readonly what: 'job';
      readonly run: RunId;
      readonly cause: string;
      readonly detection: Detection;
    }
  /** A node computes `factor` times slower for a while. */
  | {
      readonly what: 'slow';
      readonly node: NodeId;
      readonly cause: string;
      readonly factor: number;
      readonly duration: Seconds;
    }
  /** A domain's network carries only this share of its bandwidth for a while. */
  | {
      readonly what: 'bandwidth';
      readonly domain: Domain;
      readonly cause: string;
      readonly share: number;
      readonly duration: Seconds;
    }
  /** A node computes wrong results, which is noticed `latency` later. */
  | {
      readonly what: 'corruption';
      readonly node: NodeId;
      readonly cause: string;
      readonly latency: Seconds;
      readonly repair: Seconds;
    }
  /** The engine cannot determine the run's health for a while; it says so at once, and whenever it is asked. */
  | {
      readonly what: 'doubt';
      readonly run: RunId;
      readonly cause: string;
      readonly duration: Seconds;
    }
  /** Planned maintenance of some nodes; those of a run are replaced once it has saved. */
  | {
      readonly what: 'drain';
      readonly nodes: readonly NodeId[];
      readonly cause: string;
      readonly duration: Seconds;
    }
  /** A person restarts the run with different code or data. */
  | { readonly what: 'person'; readonly run: RunId; readonly cause: string }
  /** Planned maintenance of the site; the run stops for it once it has saved. */
  | { readonly what: 'maintenance'; readonly run: RunId; readonly cause: string };

/** The allowed ranges of a fault's numbers, both ends included. Times in s. */
export const FAULT_NUMBERS = {
  at: within(0, LONGEST_S, '0 s or more, within a century'),
  repair: within(0, LONGEST_S, '0 s or more, within a century'),
  duration: within(0, LONGEST_S, '0 s or more, within a century'),
  latency: within(0, LONGEST_S, '0 s or more, within a century'),
  factor: within(1, 1000, '1 to 1000'),
  share: within(Number.MIN_VALUE, 1, 'above 0, at most 1'),
} as const;

export interface Bounds {
  readonly least: number;
  readonly most: number;
  /** The same in words. */
  readonly expected: string;
}

function within(least: number, most: number, expected: string): Bounds {
  return { least, most, expected };
}

/** A fault and when it strikes, s after the start. */
export type TimedFault = Fault & { readonly at: Seconds };

/** A fault with nothing left to draw: the kind that a request may contain. */
export type FixedFault = TimedFault & { readonly repair?: Seconds };
