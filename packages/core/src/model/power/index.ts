export type { Battery } from './battery.ts';
export { largestRamp, type Ramp } from './ramp.ts';
export { type PowerBounds, safeBattery, safeEnergy } from './safe-battery.ts';
export { smallestBattery } from './smallest-battery.ts';
export { energyOf, type PowerSegment, samplePower } from './trace.ts';
