export type * from './report.ts';
export { LONGEST_TRACE, planSitePower, type SitePowerOptions } from './site-power.ts';
