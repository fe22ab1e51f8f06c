export { type ReportInput, renderReport } from './report.ts';
export type { LivedRun } from './twin.ts';
