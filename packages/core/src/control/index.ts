export { nameOf } from './fleet.ts';
export {
  actAgain,
  beginning,
  commandsAgain,
  type Followed,
  follow,
  type PendingTimer,
  TimerList,
} from './follow.ts';
export { Loop, type LoopHost } from './loop.ts';
export type { NodePool } from './pool.ts';
export { type Departure, type Retrace, retrace } from './retrace.ts';
export {
  type Scaling,
  type ScalingPolicy,
  type ScalingSample,
  type ScalingState,
  scale,
} from './scaling.ts';
export { readSnapshot, snapshotText } from './snapshot.ts';
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
export type { StepOptions, StepResult } from './turn.ts';
