export { whyAbsent } from './absent.ts';
export { boundFigure, closureOf, type FigureBounds, type Swing } from './bounds.ts';
export type * from './candidates.ts';
export { jobOf, type PlannedJob } from './job.ts';
export type * from './plan.ts';
export { planFactory } from './plan-factory.ts';
export { rankOutcomes, rankStrategies, searchRun } from './rank.ts';
export * from './site-power/index.ts';
export { strategyOf } from './strategy.ts';
