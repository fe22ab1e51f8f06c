export { checkLocalEngine } from './check.ts';
export { attachLocalEngine } from './local-engine.ts';
export type { LocalEngineOptions, LocalProblem } from './options.ts';
