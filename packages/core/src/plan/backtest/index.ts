export { type Backtesting, backtest } from './backtest.ts';
export type * from './report.ts';
