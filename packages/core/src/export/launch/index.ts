import type { Strategy } from '../../model/index.ts';
import type { LaunchEngine, LaunchJob, LaunchScript } from './launch-job.ts';
import { megatronScript } from './megatron.ts';
import { torchtitanScript } from './torchtitan.ts';

export {
  LAUNCH_ENGINES,
  type LaunchEngine,
  type LaunchJob,
  type LaunchScript,
} from './launch-job.ts';

/**
 * How to start a run with a strategy in an engine. Everything the engine cannot express, or the plan does not
 * know, is a warning and a comment in the script; nothing is left out silently. The strategy must be one that
 * the search would accept for the job.
 */
export function launchArguments(
  engine: LaunchEngine,
  job: LaunchJob,
  strategy: Strategy,
): LaunchScript {
  return SCRIPTS[engine](job, strategy);
}

const SCRIPTS: Readonly<Record<LaunchEngine, (job: LaunchJob, s: Strategy) => LaunchScript>> = {
  megatron: megatronScript,
  torchtitan: torchtitanScript,
};
