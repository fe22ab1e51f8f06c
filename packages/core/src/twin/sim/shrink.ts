import { type Narrowing, narrowSimCase, plainNames, wholeOf } from './narrow.ts';
import { runSimCase, type SimReport } from './run-case.ts';
import type { SimCase, Violation } from './sim-case.ts';

/** Runs a case. */
type Live = (sim: SimCase) => Pick<SimReport, 'violations'>;

/** The minimal failing case, and how it fails. */
export interface Shrunk {
  readonly narrowing: Narrowing;
  readonly sim: SimCase;
  readonly violations: readonly Violation[];
}

/**
 * Removes from a failing case everything it does not need in order to break the same rule: first options and
 * runs, then faults and messages by delta debugging (Zeller and Hildebrandt, "Simplifying and Isolating
 * Failure-Inducing Input", 2002), until no single item can be removed. Undefined if the case does not fail.
 * `run` says how a case fails.
 */
export function shrinkSimCase(sim: SimCase, run: Live = runSimCase): Shrunk | undefined {
  const rule = run(sim).violations[0]?.rule;
  if (rule === undefined) return undefined;
  const fails = (narrowing: Narrowing): boolean => {
    const narrow = narrowSimCase(sim, narrowing);
    return narrow !== undefined && run(narrow).violations.some((found) => found.rule === rule);
  };
  let left = wholeOf(sim);
  for (const name of plainNames(sim)) {
    const plainer = { ...left, plain: [...left.plain, name] };
    if (fails(plainer)) left = plainer;
  }
  left = { ...left, messages: leastOf(left.messages, (messages) => fails({ ...left, messages })) };
  left = { ...left, faults: leastOf(left.faults, (faults) => fails({ ...left, faults })) };
  left = { ...left, messages: leastOf(left.messages, (messages) => fails({ ...left, messages })) };
  const narrow = narrowSimCase(sim, left)!;
  return { narrowing: left, sim: narrow, violations: run(narrow).violations };
}

/** A sublist that still fails and from which no single item can be removed. */
function leastOf(
  items: readonly number[],
  fails: (items: readonly number[]) => boolean,
): readonly number[] {
  if (items.length === 0 || fails([])) return [];
  let left = items;
  let parts = 2;
  while (left.length > 1) {
    const size = Math.ceil(left.length / parts);
    const smaller = complements(left, size).find(fails);
    if (smaller) {
      left = smaller;
      parts = Math.max(2, parts - 1);
    } else if (size === 1) break;
    else parts = Math.min(left.length, 2 * parts);
  }
  return left;
}

/** The list without each of its parts of a given size, in turn. */
function complements(items: readonly number[], size: number): (readonly number[])[] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, part) => [
    ...items.slice(0, part * size),
    ...items.slice((part + 1) * size),
  ]);
}
