export * from './hazard/index.ts';
export { InvariantChecker, type Violation } from './invariants.ts';
export { type Life, live } from './life.ts';
export { replay } from './replay.ts';
export * from './result.ts';
export * from './scenario.ts';
export { liveReplica, type SimulateOptions, simulate } from './simulate.ts';
export type { Fault, Outcome, Watcher } from './watcher.ts';
