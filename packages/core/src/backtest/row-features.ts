import { ok, type Result } from '../base/index.ts';
import type { StackFeatures } from '../facts/index.ts';
import { skip } from './row-fields.ts';
import type { RunRow } from './table.ts';

type Features = Partial<StackFeatures>;

/** What each value of a column says of the software. A row that leaves it empty has the default of its stack. */
const COLUMNS: Readonly<Record<string, Readonly<Record<string, Features>>>> = {
  attention: {
    unfused: { attention: 'unfused' },
    triton: { attention: 'triton' },
    flash2: { attention: 'flash2' },
    flash3: { attention: 'flash3' },
  },
  // A compiler fuses what stands between products; graphs replay its launches too.
  execution: {
    eager: { cudaGraphs: 'off' },
    compiled: { elementwise: 'fused', cudaGraphs: 'off' },
    graphs: { elementwise: 'fused', cudaGraphs: 'on' },
  },
  elementwise: { fused: { elementwise: 'fused' }, eager: { elementwise: 'eager' } },
  sequence_parallel: { yes: { sequenceParallel: 'on' }, no: { sequenceParallel: 'off' } },
  data_overlap: {
    none: { dataOverlap: 'off' },
    bucketed: { dataOverlap: 'on' },
    prefetched: { dataOverlap: 'on' },
  },
  gradient_dtype: { bf16: { gradients: 'bf16' }, fp32: { gradients: 'fp32' } },
};

/** Columns that a row may have and the model does not follow yet, with the value that it takes for granted. */
const TAKEN_FOR: Readonly<Record<string, string>> = {
  optimizer: 'adamw',
  loss: 'full',
  power_limit_w: '',
};

/** Features that a row names itself, or why they cannot be read; what is not modelled is noted among the assumptions. */
export function featuresOfRow(row: RunRow, assumptions: string[]): Result<Features> {
  let features: Features = {};
  for (const [column, values] of Object.entries(COLUMNS)) {
    const value = row.get(column)?.trim() ?? '';
    if (value === '') continue;
    if (!Object.hasOwn(values, value)) {
      const known = Object.keys(values).join(', ');
      return skip(`${column} is "${value}"; it must be empty or one of ${known}`);
    }
    features = { ...features, ...values[value] };
  }
  for (const [column, usual] of Object.entries(TAKEN_FOR)) {
    const value = row.get(column)?.trim() ?? '';
    if (value !== '' && value !== usual) assumptions.push(`${column} ${value} is not modelled`);
  }
  return ok(features);
}
