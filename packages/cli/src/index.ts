/** Gigafactory as a library: everything here is pure and synchronous. */

export {
  type Answer,
  answerStrategies,
  dispatch,
  type FactoryText,
  type OperationName,
  type Operations,
  type TwinRequest,
} from '@gigafactory/core/api';
export * from '@gigafactory/core/base';
export {
  type EditResult,
  editFactory,
  type Factory,
  type FactoryReading,
  factorySchema,
  readFactory,
} from '@gigafactory/core/factory';
export * from '@gigafactory/core/plan';
export {
  checkScenario,
  type LossCause,
  replay,
  simulate,
  type TwinEvent,
  type TwinResult,
  type TwinScenario,
  type TwinTrace,
} from '@gigafactory/core/twin';
export { explain } from './explain.ts';
