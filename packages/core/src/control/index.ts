export * from './command.ts';
export * from './decision.ts';
export * from './event.ts';
export * from './ids.ts';
export * from './policy.ts';
export { countSpares, type NodePool } from './pool.ts';
export { createSupervisor, hasLiveAttempt, type Phase, type SupervisorState } from './state.ts';
export { step } from './step.ts';
export type { StepResult } from './turn.ts';
