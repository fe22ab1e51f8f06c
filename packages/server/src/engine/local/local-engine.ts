import { GangEngine } from '../gang/gang-engine.ts';
import type { RealEngine } from '../gang/telemetry.ts';
import { AgentCluster } from './agent-cluster.ts';
import type { LocalEngineOptions } from './options.ts';

/** Attaches to the nodes of a folder, with whatever an earlier engine left running there. */
export function attachLocalEngine(options: LocalEngineOptions): RealEngine {
  return new GangEngine(options, (host) => new AgentCluster(options, host));
}
