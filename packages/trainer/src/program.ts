export type { Lessons, Samples } from './data/index.ts';
export { main } from './main.ts';
