export { type ConsoleFiles, findConsole, readConsole } from './console-files.ts';
export type { InPartsOptions } from './in-parts.ts';
export type { ServedFile } from './index-page.ts';
export { liveInParts } from './live-in-parts.ts';
export { optimiseInParts } from './optimise-in-parts.ts';
export { RunError, type RunErrorCode, type RunOperation } from './run.ts';
export { searchInParts } from './search-in-parts.ts';
export { type Served, type ServeOptions, serve } from './serve.ts';
export { createWorkerPool, type WorkerPool, type WorkerPoolOptions } from './worker-pool.ts';
