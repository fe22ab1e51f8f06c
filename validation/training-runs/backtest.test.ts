import { readFileSync } from 'node:fs';
import { type BacktestReport, backtest, estimateFactors } from '@gigafactory/core/backtest';
import { STACK_FACTORS, STACKS, type StackName } from '@gigafactory/core/facts';
import { describe, expect, it } from 'vitest';
import { backtestPage } from '../../packages/cli/src/show/backtest-page/page.ts';
import { reachedTargets } from '../../packages/cli/src/show/backtest-page/targets.ts';
import { measuredRunsFacts } from '../../scripts/lib/measured-runs.mjs';
import { stackFactors } from '../../scripts/lib/stack-factors.mjs';

const csv = readFileSync(new URL('measured.csv', import.meta.url), 'utf8');

function reportOf(text: string): BacktestReport {
  const tested = backtest(text);
  if (!tested.ok) throw new Error(JSON.stringify(tested.problems));
  return tested.value;
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

  it('predicts at least 800 rows, with numbers', () => {
    expect(report.all.inSample.rows).toBe(predicted.length);
    expect(predicted.length).toBeGreaterThanOrEqual(800);
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

  const timed = predicted.map(({ stack, source, measured, modelled }) => ({
    ...{ stack, source, measured: measured!, modelled: modelled! },
  }));

  it.each(stackFactors(Object.keys(STACK_FACTORS), timed, estimateFactors(timed)!))(
    'gives the factor of $stack; "node scripts/fit/stacks.mjs" writes it',
    ({ stack, value, range, rows, sources }) => {
      const { factor } = STACKS[stack as StackName];
      expect(factor.value).toBe(value);
      expect(factor.range).toEqual(range);
      expect(factor.reason).toContain(`${rows} runs of ${sources} sources`);
    },
  );

  it('has at least two runs of every stack that was fitted', () => {
    const rowsOf = (name: string) => timed.filter(({ stack }) => stack === name).length;
    expect(Object.keys(STACK_FACTORS).filter((name) => rowsOf(name) < 2)).toEqual([]);
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

  // Found from other runs, so that they need not hold the promised shares here; the page gives the coverage.
  it('lies in the intervals that planning uses', () => {
    const { all } = report.coverage;
    expect(all.rows).toBe(predicted.length);
    expect(all.sourcesEqual.within80).toBeGreaterThan(0.75);
    expect(all.sourcesEqual.within95).toBeGreaterThan(0.9);
  });

  it('has rows for every target', () => {
    for (const { newSource } of reachedTargets(report)) expect(newSource).toBeGreaterThan(0);
  });

  it.each([
    ['docs/backtest.md', backtestPage(report, 'validation/training-runs/measured.csv')],
    ['packages/core/src/facts/measured-runs.ts', measuredRunsFacts(report)],
  ])('is what %s says; "node scripts/write-backtest.mjs" writes it', (path, text) => {
    expect(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')).toBe(text);
  });
});
