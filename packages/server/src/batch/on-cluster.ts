import type { Result } from '@gigafactory/core/base';
import { type Access, type DesiredCluster, openScheduler } from '../operate/sites.ts';
import type { ClusterWorkers } from './array-workers.ts';
import { type ArrayOptions, openArrayWorkers } from './open.ts';

/** What is computed on a cluster, and for whom. */
export interface ClusterRequest
  extends Pick<ArrayOptions, 'request' | 'command' | 'pilot' | 'atOnce' | 'say'> {
  /** Variables that the scheduler is reached with. */
  readonly access: Access;
}

/** Workers on the cluster of a factory file: any nodes of its partition or namespace, one core for each task. */
export function openOnCluster(
  engine: DesiredCluster,
  { access, ...request }: ClusterRequest,
): Promise<Result<ClusterWorkers>> {
  return openArrayWorkers({
    ...request,
    shared: engine.shared,
    openScheduler: (prefix) => openScheduler(engine, { prefix, access }),
  });
}
