export type { Standing } from '../../twin/index.ts';
export { DIMENSIONS, type DimensionName } from './dimensions.ts';
export * from './report.ts';
export { DEFAULT_POLICY_LIVES, type PolicyJob, PolicySearch } from './search.ts';
