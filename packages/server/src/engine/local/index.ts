export { checkLocalEngine } from './check.ts';
export { logFolderOf } from './gang.ts';
export { attachLocalEngine } from './local-engine.ts';
export { type LogLine, type LogStream, parseLogLine } from './log-file.ts';
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
