export { type Beside, inlineBeside } from './beside.ts';
export { editFactory } from './edit.ts';
export type * from './factory.ts';
export { type HardwareFile, hardwareFileOf, THIS_MACHINE } from './hardware-file.ts';
export { factoryAt, quantityAt, quantityPaths } from './known-at.ts';
export { type ModelConfig, readModelConfig } from './model-config.ts';
export { type ModelFile, modelFilesOf } from './model-files.ts';
export { architectureOf, type FactoryModel } from './models.ts';
export { type Wanted, type Wishes, withProposals, writeFactory } from './new-factory.ts';
export { factorySchema, MOST_CHARACTERS, readFactory, readScenarios } from './read.ts';
export {
  BASE_SCENARIO,
  type FileScenario,
  LONGEST_SCENARIO_NAME,
  MOST_SCENARIOS,
} from './scenarios-shape.ts';
export type { Also, Change, Restructured } from './structure/change.ts';
export { COLLECTION_NAMES, COLLECTIONS, type Collection } from './structure/collections.ts';
export { restructure } from './structure/restructure.ts';
