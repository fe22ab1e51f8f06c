export { type Launch, readLaunch } from './environment.ts';
export { type Job, readJob } from './job.ts';
export { LaunchError } from './problems.ts';
