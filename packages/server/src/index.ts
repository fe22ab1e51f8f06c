export { type ConsoleFiles, findConsole, readConsole } from './http/console-files.ts';
export type { ServedFile } from './http/index-page.ts';
export { type Served, type ServeOptions, serve } from './http/serve.ts';
export type { InPartsOptions } from './threads/in-parts.ts';
export { liveInParts } from './threads/live-in-parts.ts';
export { optimiseInParts } from './threads/optimise-in-parts.ts';
export { RunError, type RunErrorCode, type RunOperation } from './threads/run.ts';
export { searchInParts } from './threads/search-in-parts.ts';
export {
  createWorkerPool,
  type WorkerPool,
  type WorkerPoolOptions,
} from './threads/worker-pool.ts';
