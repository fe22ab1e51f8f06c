import type { Seconds } from '../../base/index.ts';
import type { CommandKind, EventKind } from '../../control/protocol/index.ts';
import type { TwinScenario } from '../scenario.ts';

/** A mishap of a message: lost, `late` s late, or delivered again `again` s after it came. */
export type Mishap =
  | { readonly what: 'lost' }
  | { readonly what: 'late'; readonly late: Seconds }
  | { readonly what: 'again'; readonly again: Seconds };

/** The `nth` message of a kind, counted from 0, has a mishap. No command and event share a kind. */
export type MessageFault = Mishap & {
  readonly kind: CommandKind | EventKind;
  readonly nth: number;
};

/**
 * One factory in trouble, as plain data. Until `healAt` faults strike and messages go astray; after it
 * neither happens, so that everything repairable is repaired and every run that can train must.
 */
export interface SimCase {
  /** Seed of the life's random draws. */
  readonly seed: number;
  /** All its `faults` strike before `healAt`, and it draws none itself. */
  readonly scenario: TwinScenario;
  readonly messages: readonly MessageFault[];
  /** s after the start. */
  readonly healAt: Seconds;
}

/** What a checker found, and at what time of the life, us. */
export interface Violation {
  readonly rule: string;
  readonly time: number;
  readonly message: string;
}
