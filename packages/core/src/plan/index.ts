export { boundFigure, closureOf, type FigureBounds, type Swing } from './bounds.ts';
export type * from './candidates.ts';
export {
  LAUNCH_ENGINES,
  type LaunchEngine,
  type LaunchJob,
  type LaunchScript,
  launchArguments,
} from './launch/index.ts';
export type { LaunchChoice } from './launch-run.ts';
export type * from './plan.ts';
export { type Planning, planFactory } from './plan-factory.ts';
export { type Ranking, rankOutcomes, rankStrategies, type Searching, searchRun } from './rank.ts';
export * from './site-power/index.ts';
