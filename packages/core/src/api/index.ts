export type * from '../backtest/index.ts';
export type { Known, Note, Notes, Problem, Source } from '../base/index.ts';
export type * from '../diagram/index.ts';
export type * from '../export/index.ts';
export {
  PINNED_FIELDS,
  STRATEGY_FIELDS,
  type Strategy,
  type StrategyColumns,
  shortenSplit,
  shortenStrategy,
  stageWords,
  strategyAt,
  strategyInWords,
} from '../model/index.ts';
export type * from '../plan/index.ts';
export { headlineFigures } from '../plan/index.ts';
export type * from '../study/index.ts';
export {
  answerTwin,
  compareLives,
  DEFAULT_DAYS,
  DEFAULT_LIVES,
  DEFAULT_POLICY_LIVES,
  DEFAULT_SEED,
  DIMENSIONS,
  divideLives,
  judgeRequirements,
  livesOfClaims,
  OBJECTIVES,
  PolicySearch,
} from '../study/index.ts';
export type * from '../twin/index.ts';
export {
  copyFleet,
  countLost,
  countStates,
  drawStates,
  endsEarly,
  fleetAtStart,
  foldEvent,
  HeardTeller,
  NODE_STATES,
  runAfter,
  runAtStart,
} from '../twin/index.ts';
export * from './chats/index.ts';
export * from './contract.ts';
export * from './control.ts';
export { dispatch } from './dispatch.ts';
export { DIVISIBLE, type DivisibleName, type Division, type PartName } from './divide.ts';
export { answerStrategies, operate } from './handlers.ts';
export * from './models.ts';
export * from './people/index.ts';
export { isQuick, operateQuick, type QuickName } from './quick.ts';
