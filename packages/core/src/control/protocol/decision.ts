import type { Command } from './command.ts';
import type { RunId } from './ids.ts';

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
  | 'save'
  | 'stop'
  | 'preempt'
  | 'release'
  | 'shrink'
  | 'rejoin'
  | 'roll back'
  | 'domain'
  | 'warm'
  | 'sweep'
  | 'resend'
  | 'finish'
  | 'give up'
  | 'note'
  | 'stale';

/** Why the supervisor did something, or deliberately did nothing. */
export interface Decision {
  readonly kind: DecisionKind;
  /** Which run it is about; none when it is about the fleet. */
  readonly run: RunId;
  /** One sentence for a person. */
  readonly reason: string;
  /** What it was decided from. */
  readonly inputs: Readonly<Record<string, string | number>>;
  /** What follows from it: issued in mode `act`, only proposed in `advise`; empty in `observe`. */
  readonly commands: readonly Command[];
}
