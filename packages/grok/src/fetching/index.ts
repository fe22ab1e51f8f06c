export { type Fetched, type FetchLimits, type FetchOptions, fetchOutside } from './fetch.ts';
export type { Kind } from './kind.ts';
export type { Refusal } from './problem.ts';
export type { Resolve } from './resolve.ts';
