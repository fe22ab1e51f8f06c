import type { Seconds } from '../../base/index.ts';
import type { CommandKind, EventKind } from '../../control/protocol/index.ts';
import type { TwinScenario } from '../scenario.ts';

/** What becomes of a message: lost, `late` s late, or brought again `again` s after it came. */
export type Mishap =
  | { readonly what: 'lost' }
  | { readonly what: 'late'; readonly late: Seconds }
  | { readonly what: 'again'; readonly again: Seconds };

/** The `nth` message of a kind, counted from 0, has a mishap. Kinds of commands and events differ. */
export type MessageFault = Mishap & {
  readonly kind: CommandKind | EventKind;
  readonly nth: number;
};

/**
 * One factory in trouble, as plain data. Until `healAt` faults strike and messages go astray; after it
 * neither does, so that whatever can be repaired is, and every run that can train has to.
 */
export interface SimCase {
  /** Of the life's own chances. */
  readonly seed: number;
  /** Its `faults` all strike before `healAt`, and it draws none itself. */
  readonly scenario: TwinScenario;
  readonly messages: readonly MessageFault[];
  /** s after the start. */
  readonly healAt: Seconds;
}

/** What a checker found, at which time of the life, in us. */
export interface Violation {
  readonly rule: string;
  readonly time: number;
  readonly message: string;
}
