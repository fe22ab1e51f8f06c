import { readFileSync } from 'node:fs';
import { TRAINING_CONSTANTS } from '@gigafactory/core/model';
import { type BacktestReport, type BacktestRow, backtest } from '@gigafactory/core/plan';
import { describe, expect, it } from 'vitest';
import { backtestPage } from '../../packages/cli/src/show/backtest-page/page.ts';
import { reachedTargets } from '../../packages/cli/src/show/backtest-page/targets.ts';
import { trainingErrorFacts } from '../../scripts/lib/training-error.mjs';

const csv = readFileSync(new URL('measured.csv', import.meta.url), 'utf8');

function reportOf(text: string): BacktestReport {
  const tested = backtest(text);
  if (!tested.ok) throw new Error(JSON.stringify(tested.problems));
  return tested.value;
}

/** Of sorted values, linear between neighbours. */
function quantile(sorted: readonly number[], share: number): number {
  const position = (sorted.length - 1) * share;
  const [below, above] = [sorted[Math.floor(position)]!, sorted[Math.ceil(position)]!];
  return below + (above - below) * (position % 1);
}

describe('backtest of the measured training runs', () => {
  const report = reportOf(csv);
  const predicted = report.rows.filter(({ error }) => error !== undefined);

  it('drops no row: each is predicted or says why not', () => {
    expect(report.rows).toHaveLength(909);
    expect(new Set(report.rows.map(({ id }) => id)).size).toBe(909);
    for (const { error, skippedReason } of report.rows) {
      expect(error === undefined).toBe(Boolean(skippedReason));
    }
    const skipped = Object.values(report.skipped).reduce((sum, ids) => sum + ids.length, 0);
    expect(predicted.length + skipped).toBe(909);
  });

  it('predicts at least 550 rows, with numbers', () => {
    expect(report.all.inSample.rows).toBe(predicted.length);
    expect(predicted.length).toBeGreaterThanOrEqual(550);
    for (const row of predicted) {
      expect(row.predicted).toBeGreaterThan(0);
      expect(row.error).toBeCloseTo(row.predicted! / row.measured! - 1, 9);
    }
  });

  it('names the source of every row', () => {
    expect(report.rows.filter(({ source }) => source === '')).toEqual([]);
  });

  // A band to notice a broken model, not an aim: the page says how wrong we are.
  it('is within a quarter of the truth on average', () => {
    expect(report.all.inSample.mape).toBeLessThan(0.25);
    expect(report.all.inSample.sourcesEqual.mape).toBeLessThan(0.3);
  });

  const { overheadShare } = TRAINING_CONSTANTS;
  /** Measured over modelled, without the overhead that is fitted here. */
  const ratioOf = (row: BacktestRow) =>
    (row.measured! / row.predicted!) * (1 + overheadShare.value);
  const medianOf = (rows: readonly BacktestRow[]) =>
    quantile(
      rows.map(ratioOf).sort((a, b) => a - b),
      0.5,
    );
  const sources = Object.keys(report.bySource).map((source) =>
    predicted.filter((row) => row.source === source),
  );

  it('gives the overhead: the median over sources of the median of measured over modelled', () => {
    const medians = sources.map(medianOf).sort((a, b) => a - b);
    expect(overheadShare.value).toBeCloseTo(quantile(medians, 0.5) - 1, 2);
    expect(overheadShare.source?.title).toContain(`${predicted.length} published`);
  });

  // The lower end rounded down and the upper end up, to two decimals: never narrower than measured.
  it('gives its range: the 10th to 90th percentile of measured over modelled', () => {
    const ratios = predicted.map(ratioOf).sort((a, b) => a - b);
    const ends = [Math.floor(quantile(ratios, 0.1) * 100), Math.ceil(quantile(ratios, 0.9) * 100)];
    expect(overheadShare.range.map((end) => Math.round(end * 100 + 100))).toEqual(ends);
  });

  it('errs hardly more on a source whose rows did not help to find the factors', () => {
    const { newSource, knownSource, inSample } = report.all;
    for (const { rows, sourcesEqual } of [newSource, knownSource]) {
      expect(rows).toBe(predicted.length);
      expect(sourcesEqual.mape).toBeLessThan(inSample.sourcesEqual.mape + 0.02);
    }
  });

  it('beats a constant MFU per GPU and precision', () => {
    const { newSource, baseline } = report.all;
    expect(newSource.mape).toBeLessThan(baseline.mape);
    expect(newSource.sourcesEqual.mape).toBeLessThan(baseline.sourcesEqual.mape);
  });

  it('knows the software of nearly all', () => {
    const unknown = report.rows.filter(({ stack }) => stack === 'other');
    expect(unknown.length).toBeLessThan(30);
    expect(Object.keys(report.byStack).length).toBeGreaterThanOrEqual(10);
  });

  // Bands to notice broken intervals; the page gives the coverage.
  it('covers sources that had no part in the intervals', () => {
    const { all } = report.coverage;
    expect(all.rows).toBe(predicted.length);
    expect(all.within80).toBeGreaterThan(0.7);
    expect(all.within95).toBeGreaterThan(0.9);
  });

  it('has rows for every target', () => {
    for (const { newSource } of reachedTargets(report)) expect(newSource).toBeGreaterThan(0);
  });

  it.each([
    ['docs/backtest.md', backtestPage(report, 'validation/training-runs/measured.csv')],
    ['packages/core/src/facts/training-error.ts', trainingErrorFacts(report)],
  ])('is what %s says; "node scripts/write-backtest.mjs" writes it', (path, text) => {
    expect(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')).toBe(text);
  });
});
