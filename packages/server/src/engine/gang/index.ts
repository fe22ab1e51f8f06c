export { logFolderOf } from './gang.ts';
export { type LogLine, type LogStream, parseLogLine } from './log-file.ts';
export type {
  EngineClock,
  EngineOptions,
  EngineProgram,
  EngineRun,
  KeepRule,
  LogLimits,
  ProgressFormat,
  RankLimits,
} from './options.ts';
export type {
  CheckpointStatus,
  EngineTelemetry,
  NodeStatus,
  NodeTelemetry,
  RankEnd,
  RankStatus,
  RealEngine,
  RunStatus,
  Telemetry,
} from './telemetry.ts';
