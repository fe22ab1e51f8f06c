import { readFileSync } from 'node:fs';
import { STEP_TIME_ERROR } from '@gigafactory/core/model';
import { type BacktestReport, backtest } from '@gigafactory/core/plan';
import { describe, expect, it } from 'vitest';
import { backtestPage } from '../../scripts/lib/backtest-page.mjs';

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
    const skipped = Object.values(report.skipped).reduce((sum, count) => sum + count, 0);
    expect(predicted.length + skipped).toBe(909);
  });

  it('predicts at least 550 rows, with numbers', () => {
    expect(report.all.rows).toBe(predicted.length);
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
    expect(report.all.mape).toBeLessThan(0.25);
    expect(report.mapeSourcesEqual).toBeLessThan(0.3);
  });

  // The lower end rounded down and the upper end up, to two decimals: never narrower than measured.
  it('gives step times the 10th to 90th percentile of measured over predicted as their range', () => {
    const ratios = predicted.map((row) => row.measured! / row.predicted!).sort((a, b) => a - b);
    expect(STEP_TIME_ERROR.range).toEqual([
      Math.floor(quantile(ratios, 0.1) * 100) / 100,
      Math.ceil(quantile(ratios, 0.9) * 100) / 100,
    ]);
    expect(STEP_TIME_ERROR.source?.title).toContain(`${predicted.length} published`);
  });

  it('is what docs/backtest.md says; "node scripts/write-backtest.mjs" writes it', () => {
    const page = readFileSync(new URL('../../docs/backtest.md', import.meta.url), 'utf8');
    expect(page).toBe(backtestPage(report));
  });
});
