import { failed, type Result } from '../base/index.ts';
import type { RunRow } from './table.ts';

/** Columns that hold a number or nothing. */
const NUMBERS = [
  'gpus',
  'gpus_per_node',
  'layers',
  'hidden',
  'ffn_hidden',
  'heads',
  'kv_heads',
  'vocab',
  'experts',
  'topk',
  'moe_ffn',
  'seq_len',
  'global_batch_sequences',
  'micro_batch',
  'tp',
  'pp',
  'vp',
  'cp',
  'dp',
  'ep',
  'etp',
];

/** The number in a column; 0 if it is empty. */
export function numberIn(row: RunRow, column: string): number {
  const text = row.get(column)?.trim() ?? '';
  return text === '' ? 0 : Number(text);
}

/** Finds a column that should hold a number but holds something else. */
export function wrongNumber(row: RunRow): string | undefined {
  const wrong = NUMBERS.find((column) => {
    const value = numberIn(row, column);
    return !(value >= 0 && value < 1e15);
  });
  return wrong && `${wrong} is "${row.get(wrong)}", which is not a number above 0`;
}

export function skip(message: string): Result<never> {
  return failed({ code: 'backtest.skipped', message });
}
