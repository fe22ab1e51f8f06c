import type {
  Operations as CoreOperations,
  FactoryText,
  LivedClaims,
  LivesPart,
  OPERATIONS,
  OperationKind,
} from '@gigafactory/core/api';

export type { Difference, FactoryText, LivesPart } from '@gigafactory/core/api';

/**
 * Names of the questions of a contract. Only these can be answered in the browser, by any worker and any
 * number of times: a stream or an order needs a server that runs something.
 */
export type QuestionOf<Table extends Readonly<Record<string, { readonly kind: OperationKind }>>> = {
  [Name in keyof Table]: Table[Name]['kind'] extends 'question' ? Name : never;
}[keyof Table];

type Questions = Pick<CoreOperations, QuestionOf<typeof OPERATIONS>>;

/** Questions that plan a file many times, round by round. */
export type StudyName = 'compare' | 'sweep' | 'seek';

/** A study as far as it has come. */
export type Resuming = {
  [Name in StudyName]: {
    readonly name: Name;
    readonly input: Questions[Name]['input'];
    /** Answers to the parts of each round so far, in their order. */
    readonly answered: readonly (readonly unknown[])[];
    readonly workers: number;
  };
}[StudyName];

/** What a study asks next; nothing once it has its report. */
export interface Resumed {
  readonly part: 'lives' | 'points';
  readonly asked: readonly (Questions['lives']['input'] | Questions['points']['input'])[];
  /** What has been done, in words. */
  readonly said?: string | undefined;
  /** The answer or, of a comparison, as much of it as does not wait for its parts. */
  readonly report?: Questions[StudyName]['output'] | undefined;
}

/** What a worker can be asked: the questions of core, what several workers simulated put together, and the report as a page. */
export interface Operations extends Questions {
  report: {
    /** `date`: the day it is made, ISO. */
    input: { readonly factory: FactoryText; readonly date: string };
    output: string;
  };
  judge: {
    input: { readonly file: FactoryText; readonly lived: readonly LivedClaims[] };
    output: readonly CoreOperations['requirements']['output']['requirements'][number][];
  };
  resume: { input: Resuming; output: Resumed };
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
export type Change = Operations['restructure']['input']['change'];
export type Restructured = Operations['restructure']['output'];
export type PartialPlan = Operations['partial']['output'];
export type MoneyPlan = NonNullable<Plan['money']>;
export type TrainingPlan = Plan['training'][string];
export type CatalogueEntry = Operations['catalogue']['output'][string][string];
export type CheckedRequirement = Plan['requirements'][number];
export type CandidateReport = Operations['strategies']['output'];
export type TwinResult = Operations['twin']['output'];
export type TwinTrace = Operations['replay']['output'];
export type TwinEvent = TwinTrace['events'][number];
export type SitePower = Operations['power']['output'];
export type Compared = Operations['compare']['output'];
export type Scenario = Operations['scenarios']['output']['scenarios'][number];
export type Sweep = Operations['sweep']['output'];
export type SweptPoint = Sweep['points'][number];
export type Lever = Operations['levers']['output']['levers'][number];
