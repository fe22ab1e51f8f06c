export * from './architecture.ts';
export * from './constants.ts';
export { doubts } from './doubts.ts';
export * from './fabric/index.ts';
export * from './job.ts';
export { type FoundKernels, knownKernels, plainKernels } from './kernels/of-gpu.ts';
export { denseRanks, expertShards } from './memory/held.ts';
export { memoryByStage, type StageMemory, trainingMemory } from './memory/memory.ts';
export { MEMORY_PARTS, type TrainingMemory } from './memory/memory-parts.ts';
export { stageLayers, stageWords } from './memory/stages.ts';
export * from './power/index.ts';
export {
  type EvaluatedStrategy,
  type FastestOutcome,
  mergeOutcomes,
  type SearchOutcome,
} from './search/outcome.ts';
export { explainRefusal, showRefusal } from './search/refusal.ts';
export { REJECT_REASONS, type RejectReason, refuse } from './search/refuse.ts';
export type { Remedy } from './search/remedies.ts';
export {
  leastMemory,
  type SearchOptions,
  searchFastest,
  searchStrategies,
} from './search/search.ts';
export type { WeighedStrategy } from './search/smallest.ts';
export { interleavings, type SearchPart, type StrategyLimits } from './search/space.ts';
export { stepTime } from './step/step.ts';
export type { StepTimes } from './step/step-times.ts';
export { type StepGraph, stepGraph } from './straggler/graph.ts';
export type { OperationPlace, Operations } from './straggler/operations.ts';
export { replayStep } from './straggler/replay-step.ts';
export { OPERATION_KINDS, type OperationKind, type PipelineShape } from './straggler/shape.ts';
export { type SlowNode, slowdownOfSlowNode } from './straggler/slow-node.ts';
export {
  idealDurations,
  type StragglerCost,
  slowdownBy,
  stragglerCost,
} from './straggler/what-if.ts';
export * from './strategy.ts';
export * from './strategy-columns.ts';
export * from './strategy-text.ts';
