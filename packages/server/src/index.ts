export * from './batch/index.ts';
export * from './engine/cluster/index.ts';
export * from './engine/gang/index.ts';
export * from './engine/local/index.ts';
export { type ConsoleFiles, findConsole, readConsole } from './http/console-files.ts';
export type { ServedFile } from './http/index-page.ts';
export { type Served, type ServeOptions, serve } from './http/serve.ts';
export * from './journal/index.ts';
export * from './threads/index.ts';
