export { packModel } from './pack.ts';
export { type Model, readModel } from './read.ts';
