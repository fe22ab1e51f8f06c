import { STRATEGY_FIELDS, type Strategy, type StrategyField } from './strategy.ts';

/** Many strategies, as one column per field. */
export type StrategyColumns = {
  readonly [Field in StrategyField]: readonly Strategy[Field][];
};

const FIELDS = Object.keys(STRATEGY_FIELDS) as readonly StrategyField[];

export function columnsOf(strategies: readonly Strategy[]): StrategyColumns {
  const columns = FIELDS.map((field) => [field, strategies.map((each) => each[field])]);
  return Object.fromEntries(columns) as StrategyColumns;
}

/** The strategy in a row of the columns; throws a RangeError if there is no such row. */
export function strategyAt(columns: StrategyColumns, row: number): Strategy {
  if (!(row in columns.tp)) throw new RangeError(`no strategy ${row} of ${columns.tp.length}`);
  return Object.fromEntries(
    FIELDS.map((field) => [field, columns[field][row]]),
  ) as unknown as Strategy;
}
