import type { Problem, Result } from '@gigafactory/core/base';
import type { DesiredEngine } from '@gigafactory/core/study';
import { attachClusterEngine, checkClusterEngine, jobPrefixOf } from '../engine/cluster/index.ts';
import type { EngineOptions, RealEngine } from '../engine/gang/index.ts';
import { attachLocalEngine, checkLocalEngine } from '../engine/local/index.ts';
import { type Access, type DesiredCluster, nodesOfSite, openScheduler } from './sites.ts';

/** An engine for one run. */
export interface EngineRequest extends EngineOptions {
  readonly engine: DesiredEngine;
  /** Where the run is on a cluster. */
  readonly site?: { readonly shared: string } | undefined;
  readonly access: Access;
}

/** The engines that runs are carried out by; tests bring their own. */
export interface Engines {
  /** Names of the nodes of a cluster for a run that needs so many. */
  nodes(engine: DesiredCluster, needed: number, access: Access): Promise<Result<readonly string[]>>;
  /** What would fail, before anything is started. */
  check(request: EngineRequest): Promise<readonly Problem[]>;
  attach(request: EngineRequest): RealEngine;
}

/** The engines of this program, by what the file says. */
export const ENGINES: Engines = {
  nodes: nodesOfSite,
  check: async (request) => {
    const options = clusterOptions(request);
    if (!options) return checkLocalEngine(request);
    try {
      return await checkClusterEngine(options);
    } finally {
      options.scheduler.close();
    }
  },
  attach: (request) => {
    const options = clusterOptions(request);
    return options ? attachClusterEngine(options) : attachLocalEngine(request);
  },
};

/** Undefined for processes of this machine. */
function clusterOptions({ engine, site, access, ...options }: EngineRequest) {
  if (engine.kind === 'local') return undefined;
  if (!site) throw new Error(`A run on ${engine.kind} has no site.`);
  const { shared } = site;
  const prefix = jobPrefixOf(shared);
  const scheduler = openScheduler(engine, { prefix, access, nodes: options.nodes });
  return { ...options, scheduler, shared, gpusPerNode: engine.gpusPerNode };
}
