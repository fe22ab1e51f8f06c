import type { AttemptId, Epoch } from '../control/index.ts';

/** What ended an attempt. */
export interface AttemptFault {
  readonly cause: string;
  readonly detection: 'crash' | 'hang';
}

/** The processes of one launch, as they really are. */
export interface Attempt {
  readonly attempt: AttemptId;
  readonly epoch: Epoch;
  phase: 'starting' | 'training' | 'saving' | 'broken';
  fault: AttemptFault | undefined;
  /** Whether somebody is looking at it already. */
  isLookedAt: boolean;
}
