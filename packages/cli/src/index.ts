/** Gigafactory as a library: everything here is pure and synchronous. */

export {
  type Answer,
  DIVISIBLE,
  type DivisibleName,
  type Division,
  dispatch,
  type FactoryText,
  inputSchema,
  OPERATIONS,
  type OperationKind,
  type OperationName,
  type Operations,
  outputSchema,
  type PartName,
  type PolicyReport,
  type TwinRequest,
} from '@gigafactory/core/api';
export * from '@gigafactory/core/backtest';
export * from '@gigafactory/core/base';
export { type Departure, type Retrace, retrace } from '@gigafactory/core/control';
export * from '@gigafactory/core/export';
export {
  editFactory,
  type Factory,
  factorySchema,
  readFactory,
} from '@gigafactory/core/factory';
export * from '@gigafactory/core/journal';
export * from '@gigafactory/core/plan';
export {
  checkScenario,
  type LossCause,
  recordJournal,
  replay,
  simulate,
  type TwinEvent,
  type TwinResult,
  type TwinScenario,
  type TwinTrace,
} from '@gigafactory/core/twin';
export { explain } from './explain.ts';
