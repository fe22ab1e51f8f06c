export { type Address, type Launch, readLaunch } from './environment.ts';
export { type Job, readJob } from './job.ts';
export { type Membership, Orders } from './orders.ts';
export { LaunchError } from './problems.ts';
