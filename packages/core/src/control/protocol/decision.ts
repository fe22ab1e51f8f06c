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
  /** The run it is about; `''` when it is about the fleet. */
  readonly run: RunId;
  /** One sentence for a person. */
  readonly reason: string;
  /** The facts it was decided from. */
  readonly inputs: Readonly<Record<string, string | number>>;
  /** The commands that follow: issued in mode `act`, only proposed in `advise`; empty in `observe`. */
  readonly commands: readonly Command[];
}
