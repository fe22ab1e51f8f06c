export { type Assessed, assess } from './assess.ts';
export type * from './assessment.ts';
export { type Backtesting, backtest } from './backtest.ts';
export { estimateFactors, type FactorTable, type StackFactor } from './factors.ts';
export type { Coverage } from './intervals.ts';
export type { Observation } from './observation.ts';
export type { RankGroup, RankQuality } from './rank-quality.ts';
export type * from './report.ts';
export { STRATA, STRATUM_NAMES, type Stratum, type StratumSubject, strataOf } from './strata.ts';
