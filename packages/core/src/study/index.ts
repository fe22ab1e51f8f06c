export type { Standing } from '../twin/index.ts';
export { type BeginRequest, beginFactory, type NewFactory } from './begin.ts';
export { type CompareRequest, MOST_COMPARED } from './compare/cases.ts';
export type * from './compare/compare.ts';
export { checkScenarios, type ListedScenario, listScenarios } from './compare/plan-scenario.ts';
export { compareScenarios, compareStudy } from './compare/study.ts';
export { desiredServices, type ServiceRequest } from './desired/desire-services.ts';
export type * from './desired/desired-engine.ts';
export type * from './desired/desired-run.ts';
export type * from './desired/desired-services.ts';
export { type DesireRequest, desiredEngine, desiredRun } from './desired/request.ts';
export { divideLives, type LivesRange } from './divide-lives.ts';
export { compareDrawn, type DrawnComparison } from './drawn/compare-drawn.ts';
export { type DraftedFactory, draftFactory } from './drawn/draft-factory.ts';
export type * from './explained-twin.ts';
export {
  editedText,
  type FactoryText,
  inFile,
  type PlannedText,
  planText,
  readText,
  runNamed,
} from './factory-text.ts';
export { type Lever, type Levers, type LeversRequest, leversOf } from './inputs/levers.ts';
export {
  answerPoints,
  type FigureName,
  type Point,
  type PointsPart,
  type PointsRequest,
} from './inputs/points.ts';
export { type LifeRequest, lifeOf, type PlannedLife, type TwinRequest } from './life.ts';
export * from './lives.ts';
export { type LeftOut, type PartialPlan, planWhatCan } from './partial.ts';
export { DIMENSIONS, type DimensionName } from './policies/dimensions.ts';
export * from './policies/report.ts';
export * from './policies/search.ts';
export { DEFAULT_DAYS, type ScenarioOptions, scenarioOf } from './scenario/scenario.ts';
export { type SeekRequest, type Sought, seekClaim, seekStudy } from './seek/seek.ts';
export type { Study } from './study.ts';
export type { Over } from './sweep/axis.ts';
export {
  LEAST_STEPS,
  MOST_POINTS,
  MOST_STEPS,
  type Sweep,
  type SweepPoint,
  type SweepRequest,
  type SweptInput,
  sweepFigures,
  sweepStudy,
} from './sweep/sweep.ts';
export { type Tornado, type TornadoRequest, tornadoOf } from './tornado.ts';
export {
  CLAIM_LIVES,
  type ClaimLives,
  judgeRequirements,
  type LivedClaims,
  liveRequirements,
  livesOfClaims,
} from './twin-claims.ts';
