export { type ConsoleFiles, findConsole, readConsole } from './http/console-files.ts';
export type { ServedFile } from './http/index-page.ts';
export { type Served, type ServeOptions, serve } from './http/serve.ts';
export { type InPartsOptions, runInParts } from './threads/in-parts.ts';
export { RunError, type RunErrorCode, type RunOperation } from './threads/run.ts';
export {
  createWorkerPool,
  type WorkerPool,
  type WorkerPoolOptions,
} from './threads/worker-pool.ts';
