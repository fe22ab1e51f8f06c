import { describe, expect, it } from 'vitest';
import { backtest } from './index.ts';
import { factorOf } from './stack-factor.ts';

const COLUMNS = [
  'id',
  'source',
  'model_key',
  'gpu',
  'gpus',
  'gpus_per_node',
  'precision',
  'framework',
  'global_batch_sequences',
  'seq_len',
  'micro_batch',
  'tp',
  'pp',
  'sharding',
  'recompute',
  'measured_metric',
  'measured_value',
];

const ROW: Readonly<Record<string, string>> = {
  id: 'a',
  source: 'Somebody',
  model_key: 'llama3-8b',
  gpu: 'H100-SXM-80GB',
  gpus: '8',
  gpus_per_node: '8',
  precision: 'bf16',
  framework: 'Megatron-Core',
  global_batch_sequences: '32',
  seq_len: '8192',
  micro_batch: '1',
  tp: '2',
  pp: '1',
  sharding: 'zero1',
  recompute: 'none',
  measured_metric: 'iteration_s',
  measured_value: '4.5',
};

function csvOf(...rows: Readonly<Record<string, string>>[]): string {
  const lines = rows.map((row) =>
    COLUMNS.map((name) => ({ ...ROW, ...row })[name] ?? '').join(','),
  );
  return [COLUMNS.join(','), ...lines].join('\n');
}

function reportOf(csv: string) {
  const tested = backtest(csv);
  if (!tested.ok) throw new Error(JSON.stringify(tested.problems));
  return tested.value;
}

describe('a file that is no table of runs', () => {
  it.each([
    ['empty', ''],
    ['of blank lines', '\n\n\n'],
    ['of other columns', 'a,b\n1,2\n'],
    ['of binary', '\u0000\u0001\u0002'],
  ])('is refused when it is %s', (_, csv) => {
    expect(backtest(csv)).toMatchObject({ ok: false, problems: [{ code: 'csv.columns' }] });
  });

  it('is told which columns it lacks', () => {
    const csv = csvOf(ROW).replaceAll('gpus,', 'cards,').replace('measured_value', 'value');
    const tested = backtest(csv);
    const [problem] = tested.ok ? [] : tested.problems;
    expect(problem?.message).toContain('lacks the columns gpus, measured_value;');
  });

  it('is refused when it names more sources than can be left out in turn', () => {
    const rows = Array.from({ length: 501 }, (_, index) => ({ source: `S${index}` }));
    expect(backtest(csvOf(...rows))).toMatchObject({ problems: [{ code: 'csv.sources' }] });
  });

  it('is refused when it is too long to read', () => {
    expect(backtest('x'.repeat(50_000_001))).toMatchObject({ problems: [{ code: 'csv.size' }] });
  });
});

describe('backtest', () => {
  it('predicts a row, with its error', () => {
    const { rows, all, bySource } = reportOf(csvOf(ROW));
    const [row] = rows;
    expect(row).toMatchObject({ id: 'a', source: 'Somebody', measured: 4.5 });
    expect(row?.error).toBeCloseTo(row!.predicted! / 4.5 - 1, 12);
    expect(all.inSample.rows).toBe(1);
    expect(all.inSample.bias).toBeCloseTo(row!.error!, 12);
    expect(bySource).toEqual({ Somebody: all });
  });

  it('accepts a table without rows', () => {
    const report = reportOf(csvOf());
    expect(report.rows).toEqual([]);
    expect(report.all.inSample).toMatchObject({ rows: 0, mape: 0, median: 0, p90: 0, bias: 0 });
    expect(report).toMatchObject({ strata: {}, bySource: {}, byStack: {}, skipped: {} });
  });

  it.each([
    ['a byte order mark', `\uFEFF${csvOf(ROW)}`],
    ['lines as Windows ends them', csvOf(ROW).replaceAll('\n', '\r\n')],
    ['a last empty line', `${csvOf(ROW)}\n`],
    ['quotes around a cell with a comma', csvOf({ source: '"Somebody, somewhere"' })],
    ['unknown columns', csvOf(ROW).replaceAll('\n', ',extra\n').concat(',1')],
    ['spaces around numbers', csvOf({ gpus: ' 8 ' })],
  ])('reads %s', (_, csv) => {
    const { rows } = reportOf(csv);
    expect(rows).toHaveLength(1);
    expect(rows[0]?.id).toBe('a');
    expect(rows[0]?.predicted).toBe(reportOf(csvOf(ROW)).rows[0]?.predicted);
  });

  it('takes a quoted comma as part of the cell', () => {
    expect(reportOf(csvOf({ source: '"Somebody, somewhere"' })).rows[0]?.source).toBe(
      'Somebody, somewhere',
    );
  });

  it.each([
    ['measured_value', 'fast'],
    ['measured_value', '-3'],
    ['measured_value', '0'],
    ['measured_value', 'Infinity'],
    ['measured_metric', 'mfu'],
    ['model_key', 'nobody-8b'],
    ['model_key', 'constructor'],
    ['model_key', 'gpt-mystery'],
    ['gpu', 'TPU v5'],
    ['precision', 'fp4'],
    ['precision', 'toString'],
    ['gpus', 'many'],
    ['gpus', '-8'],
    ['gpus', '7'],
    ['gpus', '1e400'],
    ['gpus', '8.5'],
    ['seq_len', ''],
    ['seq_len', '-1'],
    ['global_batch_sequences', '0'],
    ['global_batch_sequences', '33'],
    ['tp', '3'],
    ['tp', '-2'],
    ['pp', '64'],
    ['pp', 'x'],
    ['micro_batch', '1e9'],
    ['micro_batch', '-1'],
    ['gpus_per_node', '-8'],
  ])('keeps a row whose %s is "%s" in its place, with the reason', (column, value) => {
    const { rows, skipped, all } = reportOf(csvOf({ [column]: value }, ROW));
    expect(rows).toHaveLength(2);
    expect(rows[0]?.skippedReason).toBeTruthy();
    expect(rows[0]).not.toHaveProperty('error');
    expect(skipped).toEqual({ [rows[0]!.skippedReason!]: ['a'] });
    expect(all.inSample.rows).toBe(1);
  });

  it('keeps a row with too few cells', () => {
    const { rows } = reportOf(`${csvOf(ROW)}\nb,Somebody`);
    expect(rows[1]).toMatchObject({ id: 'b', source: 'Somebody' });
    expect(rows[1]?.skippedReason).toBeTruthy();
  });

  it('gives finite numbers or none, however large the numbers', () => {
    const { rows } = reportOf(
      csvOf({ measured_value: '1e300' }, { seq_len: '9007199254740992' }, { gpus: '8e15' }),
    );
    for (const { predicted, error, skippedReason } of rows) {
      if (skippedReason) continue;
      expect(predicted).toBeGreaterThan(0);
      expect(Number.isFinite(predicted)).toBe(true);
      expect(Number.isFinite(error)).toBe(true);
    }
  });

  it('works out a step time from tokens per second and from FLOP/s', () => {
    const tokens = 32 * 8192;
    const { rows } = reportOf(
      csvOf({ measured_metric: 'tokens_per_s_per_gpu', measured_value: '8192' }),
    );
    expect(rows[0]?.measured).toBe(tokens / (8192 * 8));
  });

  it('says what it filled in', () => {
    const { rows } = reportOf(csvOf({ micro_batch: '', recompute: '' }));
    expect(rows[0]?.assumptions).toEqual([
      'micro-batch not stated: 2',
      'recompute not stated: none',
    ]);
  });

  it.each(['deepseek-v3', 'gpt-oss-20b', 'mixtral-8x7b'])('predicts %s', (model_key) => {
    const { rows } = reportOf(csvOf({ model_key, tp: '1' }));
    expect(rows[0]?.skippedReason).toBeUndefined();
    expect(rows[0]?.predicted).toBeGreaterThan(0);
  });

  it('says that it does not know the software', () => {
    const { rows } = reportOf(csvOf({ framework: '' }, { framework: 'Fortran' }));
    expect(rows.map(({ stack }) => stack)).toEqual(['other', 'other']);
    const taken = 'taken for Megatron-Core and NeMo 24.11 to 25.07';
    expect(rows[0]?.assumptions).toEqual([`software not stated: ${taken}`]);
    expect(rows[1]?.assumptions).toEqual([`software "Fortran" not known: ${taken}`]);
  });

  it('counts each source once where sources are equal', () => {
    const of = (source: string, measured_value: string) => ({ source, measured_value });
    const report = reportOf(csvOf(of('A', '4'), of('A', '4'), of('A', '4'), of('B', '8')));
    const [a, b] = [report.bySource['A']!.inSample, report.bySource['B']!.inSample];
    expect(a.rows).toBe(3);
    expect(report.all.inSample.sourcesEqual.mape).toBeCloseTo((a.mape + b.mape) / 2, 12);
    expect(report.all.inSample.mape).toBeCloseTo((3 * a.mape + b.mape) / 4, 12);
  });

  it('predicts a row without its source from what the others took', () => {
    const [a, b] = reportOf(csvOf({}, { source: 'B', measured_value: '9' })).rows;
    expect(a?.outOfSample?.predicted).toBeCloseTo(9, 9);
    expect(b?.outOfSample?.predicted).toBeCloseTo(4.5, 9);
    expect(reportOf(csvOf({}, {})).rows[0]).not.toHaveProperty('outOfSample');
  });

  it('has the physics, the factor and the strata of a row', () => {
    const [row] = reportOf(csvOf({})).rows;
    expect(row?.stack).toBe('megatron-core-2024');
    expect(row?.strata).toEqual(['h100Bf16']);
    expect(row!.predicted! / row!.modelled!).toBeCloseTo(factorOf(row!.stack), 12);
  });

  it('lists the ids that are skipped by reason, the commonest first', () => {
    const { skipped } = reportOf(
      csvOf({ id: 'x', gpu: 'TPU' }, { id: 'y', tp: '3' }, { id: 'z', gpu: 'TPU' }),
    );
    expect(Object.values(skipped)).toEqual([['x', 'z'], ['y']]);
  });
});
