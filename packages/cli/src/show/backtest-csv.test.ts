import { describe, expect, it } from 'vitest';
import { toBacktestCsv } from './backtest-csv.ts';

const NONE = { rows: 0, mape: 0, median: 0, p90: 0, bias: 0 };
const REST = { all: NONE, mapeSourcesEqual: 0, bySource: {}, skipped: {} };

describe('toBacktestCsv', () => {
  it('keeps the order of the input and quotes what needs it', () => {
    const rows = [
      {
        id: 'b',
        source: 'Paper, table 2',
        measured: 10,
        predicted: 11.123456789,
        error: 0.1123456789,
      },
      { id: 'a', source: 'say "hi"', skippedReason: 'line\nbreak' },
    ];
    expect(toBacktestCsv({ ...REST, rows })).toBe(
      'id,source,measured_step_s,predicted_step_s,error_pct,skipped_reason\n' +
        'b,"Paper, table 2",10,11.1235,11.2346,\n' +
        'a,"say ""hi""",,,,"line\nbreak"\n',
    );
  });
});
