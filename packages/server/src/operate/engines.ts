import type { Problem, Result } from '@gigafactory/core/base';
import type { DesiredEngine } from '@gigafactory/core/study';
import type { EngineOptions, RealEngine } from '../engine/gang/index.ts';
import { attachLocalEngine, checkLocalEngine } from '../engine/local/index.ts';
import { type Access, type DesiredCluster, nodesOfSite } from './sites.ts';

/** An engine for one run. */
export interface EngineRequest extends EngineOptions {
  readonly engine: DesiredEngine;
  /** Where the run is on a cluster. */
  readonly site?: { readonly prefix: string; readonly shared: string } | undefined;
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
    const { kind } = request.engine;
    if (kind === 'local') return checkLocalEngine(request);
    const message = `Runs cannot be started on ${kind} yet: engine.kind must be local.`;
    return [{ code: 'engine.kind', message }];
  },
  attach: (request) => attachLocalEngine(request),
};
