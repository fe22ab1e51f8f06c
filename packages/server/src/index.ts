export { type ConsoleFiles, findConsole, readConsole } from './console-files.ts';
export type { ServedFile } from './index-page.ts';
export { RunError, type RunErrorCode, type RunOperation } from './run.ts';
export { type SearchInPartsOptions, searchInParts } from './search-in-parts.ts';
export { type Served, type ServeOptions, serve } from './serve.ts';
export { createWorkerPool, type WorkerPool, type WorkerPoolOptions } from './worker-pool.ts';
