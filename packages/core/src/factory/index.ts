export { editFactory } from './edit.ts';
export type * from './factory.ts';
export { architectureOf, type FactoryModel } from './models.ts';
export { factorySchema, MOST_CHARACTERS, readFactory } from './read.ts';
