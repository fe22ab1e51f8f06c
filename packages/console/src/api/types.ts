import type { Operations as CoreOperations, LivesPart } from '@gigafactory/core/api';

export type { Difference, FactoryText, LivesPart } from '@gigafactory/core/api';

/** What the worker can be asked: the operations of core, and what sums up lives that several workers lived. */
export interface Operations extends CoreOperations {
  sumUp: {
    input: {
      readonly request: CoreOperations['twin']['input'];
      readonly parts: readonly LivesPart[];
    };
    output: CoreOperations['twin']['output'];
  };
}

export type OperationName = keyof Operations;

export type Answer<Name extends OperationName> =
  | { readonly ok: true; readonly value: Operations[Name]['output'] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

import type { Problem } from '@gigafactory/core/base';

export type { Note, Notes, Problem } from '@gigafactory/core/base';

export type Plan = Operations['plan']['output'];
export type TrainingPlan = Plan['training'][string];
export type CheckedRequirement = Plan['requirements'][number];
export type CandidateReport = Operations['strategies']['output'];
export type TwinResult = Operations['twin']['output'];
export type TwinTrace = Operations['replay']['output'];
export type TwinEvent = TwinTrace['events'][number];
export type SitePower = Operations['power']['output'];
