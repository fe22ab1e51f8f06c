export type { Standing } from '../twin/index.ts';
export { desiredServices, type ServiceRequest } from './desired/desire-services.ts';
export type * from './desired/desired-engine.ts';
export type * from './desired/desired-run.ts';
export type * from './desired/desired-services.ts';
export { type DesireRequest, desiredEngine, desiredRun } from './desired/request.ts';
export { divideLives, type LivesRange } from './divide-lives.ts';
export type * from './explained-twin.ts';
export {
  type FactoryText,
  inFile,
  type PlannedText,
  planText,
  readText,
  runNamed,
} from './factory-text.ts';
export { type LifeRequest, lifeOf, type PlannedLife, type TwinRequest } from './life.ts';
export * from './lives.ts';
export { DIMENSIONS, type DimensionName } from './policies/dimensions.ts';
export * from './policies/report.ts';
export * from './policies/search.ts';
export { DEFAULT_DAYS, type ScenarioOptions, scenarioOf } from './scenario/scenario.ts';
export {
  CLAIM_LIVES,
  type ClaimLives,
  judgeRequirements,
  type LivedClaims,
  liveRequirements,
  livesOfClaims,
} from './twin-claims.ts';
