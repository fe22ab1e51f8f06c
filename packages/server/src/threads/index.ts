export {
  type InPartsOptions,
  type PartsWatch,
  runInParts,
  threadWorkers,
  type Workers,
} from './in-parts.ts';
export { RunError, type RunErrorCode, type RunOperation } from './run.ts';
export { answerOnThreads } from './tool-answers.ts';
export { createWorkerPool, type WorkerPool, type WorkerPoolOptions } from './worker-pool.ts';
