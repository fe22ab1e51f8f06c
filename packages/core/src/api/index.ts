export type { Known, Note, Notes, Problem, Source } from '../base/index.ts';
export type * from '../plan/index.ts';
export type * from '../twin/index.ts';
export * from './contract.ts';
export { dispatch } from './dispatch.ts';
export { answerStrategies, operate } from './handlers.ts';
export { inputSchema, OPERATIONS } from './operations.ts';
