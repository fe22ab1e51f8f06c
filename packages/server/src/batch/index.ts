export { answerParts } from './answer-parts.ts';
export type { ArrayScheduler } from './array-job.ts';
export type { ArrayWorkers } from './array-workers.ts';
export { type ArrayOptions, openArrayWorkers } from './open.ts';
