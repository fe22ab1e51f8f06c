export type { DesiredCluster } from '../operate/sites.ts';
export { answerParts } from './answer-parts.ts';
export type { ClusterWorkers } from './array-workers.ts';
export { type ClusterRequest, openOnCluster } from './on-cluster.ts';
export { openArrayWorkers } from './open.ts';
