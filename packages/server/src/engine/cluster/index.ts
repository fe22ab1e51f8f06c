export { checkClusterEngine } from './check.ts';
export { jobPrefixOf } from './job.ts';
export { attachClusterEngine } from './job-cluster.ts';
export type { ClusterEngineOptions } from './options.ts';
export type {
  ArrayRequest,
  JobEnd,
  JobIdentity,
  JobRequest,
  JobSight,
  JobState,
  NodeSight,
  Scheduler,
  Sight,
} from './scheduler.ts';
