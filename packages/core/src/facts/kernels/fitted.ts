import type { Known } from '../../base/index.ts';
import type { GemmFit } from './types.ts';

const TITLE = 'NVIDIA aiconfigurator 095f58a (Apache-2.0)';
const URL = 'https://github.com/ai-dynamo/aiconfigurator';

/**
 * A constant fitted to measured kernel times; `file` is the table that it was fitted to, `reason` what
 * was done to its times first.
 */
export function fitted(value: number, unit: string, file: string, reason?: string): Known {
  const source = { title: TITLE, locator: file, url: URL };
  return { value, unit, provenance: 'measured', source, ...(reason ? { reason } : {}) };
}

/** A constant that a kernel model sets by definition or by choice, and why. */
export function chosen(value: number, unit: string, reason: string): Known {
  return { value, unit, provenance: 'method', reason };
}

const PREDICTABLE = {
  title: 'He, Strangely, Matrix Multiplications on GPUs Run Faster When Given "Predictable" Data!',
  locator: '8192 cube on an A100: 295 TFLOP/s with zeros, 257 with normally distributed values',
  url: 'https://www.thonking.ai/p/strangely-matrix-multiplications',
};

/** FLOP/s that long products of random values sustain, once power has lowered the clock. */
export function sustainedBy({ rate, droop }: Pick<GemmFit, 'rate' | 'droop'>): Known {
  return {
    value: rate.value / (1 + droop.value),
    unit: rate.unit,
    provenance: 'method',
    source: PREDICTABLE,
    reason:
      'Rate and droop of dense products, measured with normally distributed values: power limits both alike, and less on uninitialised values.',
  };
}

export const FLOP_PER_MAC = chosen(
  2,
  'FLOP',
  'By definition: one multiplication and one addition.',
);
