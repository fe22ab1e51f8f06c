import type { AttemptId, Epoch } from '../control/protocol/index.ts';
import type { Detection } from './fault.ts';

/** What ended an attempt, or a replica of it. */
export interface AttemptFault {
  readonly cause: string;
  readonly detection: Detection;
}

/** The processes of one launch, as they really are. */
export interface Attempt {
  readonly attempt: AttemptId;
  readonly epoch: Epoch;
  /**
   * Stalled: a replica is lost, and the others wait to go on without it. Done: all work is done and
   * saved, so that nothing can be lost any more.
   */
  phase: 'starting' | 'training' | 'stalled' | 'saving' | 'broken' | 'done';
  fault: AttemptFault | undefined;
  /** Whether it is being looked at already. */
  isLookedAt: boolean;
}

/** Whether a fault would end it. */
export function canFail({ phase }: Attempt): boolean {
  return phase !== 'broken' && phase !== 'done';
}
