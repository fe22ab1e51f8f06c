import { failed, type Problem, type Refusal, type Result } from '../base/index.ts';
import { assess } from './assess.ts';
import type { OutOfSample } from './assessment.ts';
import { intervalFor } from './interval-for.ts';
import type { Observation } from './observation.ts';
import { type ObservedRow, observeRow } from './observe.ts';
import type { BacktestReport, BacktestRow } from './report.ts';
import { factorOf } from './stack-factor.ts';
import { groupBy } from './statistics.ts';
import { strataOf } from './strata.ts';
import { readTable } from './table.ts';

/** Limit because each source is left out in turn; no real table comes near it. */
const MOST_SOURCES = 500;

/**
 * Predicts the step time of every row of a CSV file of measured runs and reports the errors, both in sample
 * and out of sample. A row that cannot be predicted keeps its place, with the reason.
 */
export function backtest(csv: string): Result<BacktestReport> {
  const table = readTable(csv);
  if (!table.ok) return table;
  const rows = table.value.map(observeRow);
  const observed = rows.flatMap(({ observation }) => (observation.ok ? [observation.value] : []));
  const sources = new Set(observed.map(({ source }) => source)).size;
  if (sources > MOST_SOURCES) return failed(tooManySources(sources));
  const { assessment, outOfSample } = assess(observed, factorOf);
  const ofObservation = new Map(observed.map((each, index) => [each, outOfSample[index]]));
  return {
    ok: true,
    value: {
      ...assessment,
      rows: rows.map((row) => reportRow(row, ofObservation)),
      skipped: skippedOf(rows),
    },
  };
}

function reportRow(
  { observation, ...known }: ObservedRow,
  outOfSample: ReadonlyMap<Observation, OutOfSample | undefined>,
): BacktestRow {
  if (!observation.ok) return { ...known, skippedReason: observation.problems[0]!.message };
  const row = observation.value;
  const { measured, modelled, predicted, extrapolated, assumptions } = row;
  const without = outOfSample.get(row);
  const interval = intervalFor(row.stack, 'within95');
  return {
    ...known,
    strata: strataOf(row),
    modelled,
    predicted,
    error: predicted / measured - 1,
    low95: predicted * interval.low,
    high95: predicted * interval.high,
    ...(without ? { outOfSample: without } : {}),
    ...(extrapolated.length > 0 ? { extrapolated } : {}),
    ...(assumptions ? { assumptions } : {}),
  };
}

/** Ids by reason, the most common reason first. */
function skippedOf(rows: readonly ObservedRow[]): Readonly<Record<string, readonly string[]>> {
  const skipped = rows.flatMap(({ id, observation }) =>
    observation.ok ? [] : [{ id, reason: reasonOf(observation) }],
  );
  const reasons = [...groupBy(skipped, ({ reason }) => reason)];
  return Object.fromEntries(
    reasons
      .sort(([, a], [, b]) => b.length - a.length)
      .map(([reason, of]) => [reason, of.map(({ id }) => id)]),
  );
}

function reasonOf({ problems }: Refusal): string {
  return problems[0]!.message;
}

function tooManySources(sources: number): Problem {
  return {
    code: 'csv.sources',
    message: `The rows name ${sources} sources; at most ${MOST_SOURCES} are supported, because each is left out in turn.`,
  };
}
