export type * from './report.ts';
export { LONGEST_TRACE, planSitePower } from './site-power.ts';
