import { GangEngine } from '../gang/gang-engine.ts';
import type { RealEngine } from '../gang/telemetry.ts';
import { JobCluster } from './job-cluster.ts';
import type { ClusterEngineOptions } from './options.ts';

/** Attaches to the nodes of a scheduler, with whatever an earlier engine left running there. */
export function attachClusterEngine(options: ClusterEngineOptions): RealEngine {
  return new GangEngine(options, (host) => new JobCluster(options, host));
}
