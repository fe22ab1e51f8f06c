export { SHIPPED_BUGS, type ShippedBug } from './bugs/index.ts';
export { findWithout, type Noticed } from './mutants.ts';
export { type Narrowing, narrowSimCase, wholeOf } from './narrow.ts';
export { runSimCase, type SimOptions, type SimReport } from './run-case.ts';
export { type Shrunk, shrinkSimCase } from './shrink.ts';
export type { MessageFault, Mishap, SimCase, Violation } from './sim-case.ts';
export { drawSimCase } from './swarm.ts';
