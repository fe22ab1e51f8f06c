export { readCorpus, SHIPPED_TEXT } from './corpus.ts';
export { DataOrder } from './order.ts';
export type { Lessons, Samples } from './source.ts';
