export type {
  EngineClock,
  KeepRule,
  LocalEngineOptions,
  LocalProblem,
  LocalProgram,
  LocalRun,
  LogLimits,
  ProgressFormat,
  RankLimits,
} from './options.ts';
export type {
  CheckpointStatus,
  LocalEngine,
  LocalRunStatus,
  LocalTelemetry,
  NodeStatus,
  NodeTelemetry,
  ProcessIdentity,
  RankEnd,
  RankStatus,
  Telemetry,
} from './telemetry.ts';
