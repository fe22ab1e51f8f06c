export {
  LAUNCH_ENGINES,
  type LaunchEngine,
  type LaunchJob,
  type LaunchScript,
  launchArguments,
} from './launch/index.ts';
export { type LaunchChoice, launchRun, type RankedLaunch } from './launch-run.ts';
