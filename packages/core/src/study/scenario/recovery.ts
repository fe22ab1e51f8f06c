import type { Seconds } from '../../base/index.ts';
import type { Factory } from '../../factory/index.ts';
import { RESTART_PARTS } from '../../facts/index.ts';

/** The way from a failure to training again, in parts. */
export interface RecoveryParts {
  /** From a crash to its detection. */
  readonly detect: Seconds;
  /** As long as detection usually takes. */
  readonly usualDetect: Seconds;
  /** What is to be done after a planned stop, or once a hang was noticed. */
  readonly restart: Seconds;
  /** How much of that is over once a crash is noticed, `TwinRun.headStart`. */
  readonly headStart: Seconds;
}

/**
 * The file gives the whole way after a crash and, as a part of it, how long detection takes. What nothing has
 * to detect, a restart after a planned stop, is the whole but for a detection of the usual length, however long
 * that of the file takes. After a crash it is what detection leaves of it. So the whole way is that of the file, and
 * no restart gets shorter for a slower detection but one that waited for it as long.
 */
export function recoveryParts({ operations }: Factory): RecoveryParts {
  const whole = operations.recoveryTime.value;
  const detect = operations.detectTime.value;
  const usualDetect = Math.min(RESTART_PARTS.detect.value, whole / 2);
  return { detect, usualDetect, restart: whole - usualDetect, headStart: detect - usualDetect };
}
