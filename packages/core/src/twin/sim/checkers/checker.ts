import type { Micros } from '../../../control/protocol/index.ts';
import type { Life } from '../../life.ts';
import type { Watcher } from '../../watcher.ts';
import type { SimCase } from '../sim-case.ts';

/** Reports that the rule was broken. */
export type Report = (time: Micros, message: string) => void;

/**
 * Holds a life to one rule from outside: it keeps its own books of what the engine does and of the messages
 * between engine and supervisor, and shares no code with either.
 */
export interface Checker extends Watcher {
  /** Called after the life. */
  close?(life: Life): void;
}

/** A rule and its checker. */
export interface Rule {
  readonly name: string;
  readonly make: (sim: SimCase, report: Report) => Checker;
}
