import type { Seconds } from '../../base/index.ts';
import type { Factory } from '../../factory/index.ts';
import { RESTART_PARTS } from '../../facts/index.ts';

/** The way from a failure to training again, in parts. */
export interface RecoveryParts {
  /** From a crash to its detection. */
  readonly detect: Seconds;
  /** As long as detection usually takes. */
  readonly usualDetect: Seconds;
  /** The work after a planned stop, or after a hang was noticed. */
  readonly restart: Seconds;
  /** How much of that is done by the time a crash is noticed, `TwinRun.headStart`. */
  readonly headStart: Seconds;
}

/**
 * The file gives the total time after a crash and, as a part of it, the detection time. A restart that needs no
 * detection, after a planned stop, takes the total less the usual detection time, whatever the detection time
 * of the file. After a crash it takes the total less the detection time. So the total is that of the file, and
 * a slower detection shortens only restarts that waited that much longer for it.
 *
 * What is usual of a fleet is not of processes that an engine here watches: where the file has one, its own detection
 * time is the usual one.
 */
export function recoveryParts({ operations, engine }: Factory): RecoveryParts {
  const whole = operations.recoveryTime.value;
  const detect = operations.detectTime.value;
  const usual = engine ? detect : RESTART_PARTS.detect.value;
  const usualDetect = Math.min(usual, whole / 2);
  return { detect, usualDetect, restart: whole - usualDetect, headStart: detect - usualDetect };
}
