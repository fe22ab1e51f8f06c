export * from './command.ts';
export * from './decision.ts';
export * from './event.ts';
export { nameOf } from './fleet.ts';
export * from './ids.ts';
export * from './policy.ts';
export type { NodePool } from './pool.ts';
export {
  createSupervisor,
  hasLiveAttempt,
  isOver,
  type LostReplica,
  type Phase,
  type RunState,
  type SupervisorState,
} from './state.ts';
export { step } from './step.ts';
export * from './topology.ts';
export type { StepResult } from './turn.ts';
