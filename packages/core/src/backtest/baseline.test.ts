import { describe, expect, it } from 'vitest';
import { predictConstantMfu } from './baseline.ts';
import { observed } from './observation.fixture.ts';

/** Of a source, with so much of the peak. */
function at(mfu: number, about: Parameters<typeof observed>[0]) {
  const row = observed(about);
  const work = row.tokens * row.flopPerToken;
  return { ...row, measured: work / (row.gpus * row.peak * mfu) };
}

function mfuOf(rows: readonly ReturnType<typeof at>[]): number {
  const [row, predicted] = [rows[0]!, predictConstantMfu(rows)[0]!];
  return (row.tokens * row.flopPerToken) / (predicted * row.gpus * row.peak);
}

describe('predictConstantMfu', () => {
  it('says nothing where there is no other source', () => {
    expect(predictConstantMfu([])).toEqual([]);
    expect(predictConstantMfu([observed(), observed()])).toEqual([undefined, undefined]);
  });

  it('takes the median of the other sources, each counting once', () => {
    const rows = [
      at(0.9, { source: 'A' }),
      ...[0.2, 0.2, 0.2].map((mfu) => at(mfu, { source: 'B' })),
      at(0.4, { source: 'C' }),
      at(0.5, { source: 'D' }),
    ];
    expect(mfuOf(rows)).toBeCloseTo(0.4, 12);
  });

  it('takes the same GPU and precision, else the GPU, else all', () => {
    const row = at(0.9, { source: 'A' });
    const alike = at(0.1, { source: 'B' });
    const sameGpu = at(0.2, { source: 'C', precision: 'fp8' });
    const other = at(0.3, { source: 'D', gpu: 'A100-SXM-80GB' });
    expect(mfuOf([row, alike, sameGpu, other])).toBeCloseTo(0.1, 12);
    expect(mfuOf([row, sameGpu, other])).toBeCloseTo(0.2, 12);
    expect(mfuOf([row, other])).toBeCloseTo(0.3, 12);
  });
});
