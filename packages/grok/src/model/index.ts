export { type GgufPrecision, writeGguf } from './gguf.ts';
export { packModel } from './pack.ts';
export { type Model, readModel } from './read.ts';
