export { type ReportInput, renderReport } from './report.ts';
export type { ComparedScenarios } from './scenarios.ts';
export type { LivedRun } from './twin.ts';
