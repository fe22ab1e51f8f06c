import { type BacktestReport, backtest } from '@gigafactory/core/backtest';
import { describe, expect, it } from 'vitest';
import { missedTargets } from './missed.ts';
import { backtestPage } from './page.ts';
import { reachedTargets } from './targets.ts';

const HEADER =
  'id,source,model_key,gpu,gpus,precision,global_batch_sequences,seq_len,micro_batch,tp';
const METRIC = 'measured_metric,measured_value';

function reportOf(...rows: readonly string[]): BacktestReport {
  const tested = backtest([`${HEADER},${METRIC}`, ...rows].join('\n'));
  if (!tested.ok) throw new Error(JSON.stringify(tested.problems));
  return tested.value;
}

const row = (id: string, source: string, time: number) =>
  `${id},${source},llama3-8b,H100-SXM-80GB,8,bf16,32,8192,1,2,iteration_s,${time}`;

describe('backtestPage', () => {
  it('says of a table without rows that there is nothing', () => {
    const page = backtestPage(reportOf(), 'none.csv');
    expect(page).toContain('Every row of `none.csv`, 0 published');
    expect(page).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('shows no error of 0 where nothing is known out of sample', () => {
    const page = backtestPage(reportOf(row('a', 'A', 4)), 'x.csv');
    expect(page).toMatch(/All predicted rows \| 1 \| – \| – \| – \| – \| – \| \d/);
    expect(page).toMatch(/\| H100 dense bf16, median \| 5.0 % \| – \| – \| \d.* \| no \|/);
    expect(page).not.toMatch(/NaN|undefined/);
  });

  it('lets no name of the file break the table or the page', () => {
    const page = backtestPage(reportOf(row('a|b', '<script>', 4), row('c', 'B', 5)), 'x.csv');
    expect(page).toContain('a\\|b');
    expect(page).not.toContain('<script>');
  });

  it('lists rows that are not predicted, the worst rows, and what was filled in', () => {
    const skipped = row('bad', 'A', 1).replace('H100-SXM-80GB', 'TPU');
    const page = backtestPage(reportOf(row('a', 'A', 4), row('b', 'B', 40), skipped), 'x.csv');
    expect(page).toContain('| no kernels were measured on "TPU" | 1 | bad |');
    expect(page.indexOf('| b | 40 s |')).toBeGreaterThan(0);
    expect(page).toMatch(/Filled in: .*software not stated: \w.*recompute not stated: \w/);
  });
});

describe('reachedTargets', () => {
  it('meets none without rows', () => {
    expect(reachedTargets(reportOf()).map(({ met }) => met)).not.toContain(true);
  });

  it('is met by the error for a new source alone', () => {
    const same = ['A', 'B', 'C'].map((source) => row(source, source, 4));
    const all = reachedTargets(reportOf(...same)).find(({ what }) => what.startsWith('All'))!;
    expect(all.met).toBe(true);
    expect(all.newSource).toBeCloseTo(0, 9);
    expect(all.inSample).toBeGreaterThan(0);
  });
});

describe('missedTargets', () => {
  it('says nothing where there are no experts', () => {
    expect(missedTargets(reportOf(row('a', 'A', 4), row('b', 'B', 40)))).toBe('');
  });

  it('says why experts are missed, by GPU', () => {
    const expert = (id: string, source: string, gpu: string, time: number) =>
      row(id, source, time).replace('llama3-8b', 'mixtral-8x7b').replace('H100-SXM-80GB', gpu);
    const report = reportOf(
      ...['A', 'B'].flatMap((source, index) => [
        expert(`h-${source}`, source, 'H100-SXM-80GB', 20 + 60 * index),
        expert(`gpt-oss-${source}`, source, 'B200-SXM', 10 + 50 * index),
      ]),
    );
    const words = missedTargets(report);
    expect(words).toMatch(/On Hopper the median error is \d.*\(2 rows\)/);
    expect(words).toMatch(/dense products, \d.*\(2 rows\)/);
    expect(words).toMatch(/GPT-OSS .* in the median of 2 rows/);
  });
});
