import type { Operations } from '@gigafactory/core/api';

export type { Answer, FactoryText, OperationName, Operations } from '@gigafactory/core/api';
export type { Note, Notes, Problem } from '@gigafactory/core/base';

export type Plan = Operations['plan']['output'];
export type TrainingPlan = Plan['training'][string];
export type CheckedRequirement = Plan['requirements'][number];
export type CandidateReport = Operations['strategies']['output'];
export type TwinResult = Operations['twin']['output'];
export type TwinTrace = Operations['replay']['output'];
export type SitePower = Operations['power']['output'];
