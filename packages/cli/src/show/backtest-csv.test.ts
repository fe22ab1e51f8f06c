import { describe, expect, it } from 'vitest';
import { toBacktestCsv } from './backtest-csv.ts';

const BEFORE = 'id,source,measured_step_s,predicted_step_s,error_pct,skipped_reason';
const SINCE =
  'stack,strata,modelled_step_s,predicted_out_of_sample_step_s,error_out_of_sample_pct,' +
  'low95_step_s,high95_step_s,extrapolated,assumptions';

describe('toBacktestCsv', () => {
  it('keeps the order of the input, and the columns that were there first', () => {
    expect(toBacktestCsv({ rows: [] })).toBe(`${BEFORE},${SINCE}\n`);
  });

  it('leaves empty what a row does not have, and quotes what needs it', () => {
    const rows = [
      { id: 'b', source: 'say "hi"', stack: 'other', skippedReason: 'line\nbreak' },
      { id: 'a', source: 'Paper, table 2', stack: 'other', measured: 10, predicted: 11 },
    ];
    expect(toBacktestCsv({ rows })).toBe(
      `${BEFORE},${SINCE}\n` +
        'b,"say ""hi""",,,,"line\nbreak",other,,,,,,,,\n' +
        'a,"Paper, table 2",10,11,,,other,,,,,,,,\n',
    );
  });

  it('writes what is known of a row to six digits', () => {
    const row = {
      id: 'a',
      source: 'A',
      stack: 'torchtitan',
      strata: ['a100', 'a100Nodes'] as const,
      measured: 10,
      modelled: 9,
      predicted: 11.123456789,
      error: 0.1123456789,
      low95: 8,
      high95: 16,
      outOfSample: { predicted: 12, error: 0.2 },
      extrapolated: ['Far.', 'Out.'],
      assumptions: ['a', 'b'],
    };
    expect(toBacktestCsv({ rows: [row] }).split('\n')[1]).toBe(
      'a,A,10,11.1235,11.2346,,torchtitan,a100 a100Nodes,9,12,20,8,16,Far. Out.,a; b',
    );
  });
});
