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
