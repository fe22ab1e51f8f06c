export type { HazardCause, Lemons } from './cause.ts';
export { type HazardFailure, Hazards } from './hazards.ts';
export { ageAtHazard, cumulativeHazard, type FailureLaw, scaleForRate } from './law.ts';
