export { type PartialPlan, planWhatCan } from './partial.ts';
export { type ReportInput, renderReport } from './report.ts';
export type { LivedRun } from './twin.ts';
