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
  ServeOptions,
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
  ServerLoad,
  ServerSight,
  Telemetry,
} from './telemetry.ts';
