export { type EditResult, editFactory } from './edit.ts';
export { sizeFabric } from './fabric.ts';
export type * from './fabric-size.ts';
export type * from './factory.ts';
export { architectureOf, type FactoryModel } from './models.ts';
export { type FactoryReading, factorySchema, MOST_CHARACTERS, readFactory } from './read.ts';
