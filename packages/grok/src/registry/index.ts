export type { Collected } from './collect.ts';
export type { Hold } from './holds.ts';
export { type LineageSources, lineageOf } from './lineage.ts';
export type { Publication, Published } from './publish.ts';
export { openRegistry, type Registry } from './registry.ts';
