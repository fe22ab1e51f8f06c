import { describe, expect, it } from 'vitest';
import { featuresOfRow } from './row-features.ts';

const read = (columns: Readonly<Record<string, string>>) => {
  const assumptions: string[] = [];
  const features = featuresOfRow(new Map(Object.entries(columns)), assumptions);
  return { features, assumptions };
};

describe('features that a row names', () => {
  it.each([
    ['attention', 'flash4'],
    ['elementwise', 'Fused'],
    ['execution', 'jit'],
    ['sequence_parallel', 'on'],
    ['data_overlap', 'true'],
    ['gradient_dtype', 'fp16'],
    ['attention', 'constructor'],
  ])('are refused where %s is %j', (column, value) => {
    const { features } = read({ [column]: value });
    expect(features).toMatchObject({
      ok: false,
      problems: [{ code: 'backtest.skipped', message: expect.stringContaining(`"${value}"`) }],
    });
  });

  it.each([
    [{}, {}],
    [{ attention: '', execution: ' ' }, {}],
    [{ attention: 'flash3' }, { attention: 'flash3' }],
    [{ execution: 'compiled' }, { elementwise: 'fused', cudaGraphs: 'off' }],
    [
      { execution: 'graphs', elementwise: 'eager' },
      { elementwise: 'eager', cudaGraphs: 'on' },
    ],
    [
      { data_overlap: 'none', gradient_dtype: 'fp32' },
      { dataOverlap: 'off', gradients: 'fp32' },
    ],
    [{ sequence_parallel: 'no', notes: 'sequence parallelism' }, { sequenceParallel: 'off' }],
    [{ notes: 'no flash attention, no sequence parallelism' }, {}],
  ])('of %j are %j', (columns, expected) => {
    expect(read(columns)).toEqual({ features: { ok: true, value: expected }, assumptions: [] });
  });

  it('are said where the model does not follow them', () => {
    expect(read({ optimizer: 'adam8bit', loss: 'full', power_limit_w: '500' }).assumptions).toEqual(
      ['optimizer adam8bit is not modelled', 'power_limit_w 500 is not modelled'],
    );
  });
});
