import type { Command } from './command.ts';

export type DecisionKind =
  | 'place'
  | 'launch'
  | 'run'
  | 'fail over'
  | 'diagnose'
  | 'probe'
  | 'cordon'
  | 'return node'
  | 'wait'
  | 'hold'
  | 'maintain'
  | 'resend'
  | 'finish'
  | 'give up'
  | 'note'
  | 'stale';

/** Why the supervisor did something, or deliberately did nothing. */
export interface Decision {
  readonly kind: DecisionKind;
  /** One sentence for a person. */
  readonly reason: string;
  /** What it was decided from. */
  readonly inputs: Readonly<Record<string, string | number>>;
  /** What follows from it: issued in mode `act`, only proposed in `advise`; empty in `observe`. */
  readonly commands: readonly Command[];
}
