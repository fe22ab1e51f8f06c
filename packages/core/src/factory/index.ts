export { type EditResult, editFactory } from './edit.ts';
export type * from './factory.ts';
export { architectureOf, type FactoryModel } from './models.ts';
export { type FactoryReading, factorySchema, MOST_CHARACTERS, readFactory } from './read.ts';
