import { describe, expect, it } from 'vitest';
import { differenceWords } from './difference.ts';

const NAMES = ['a', 'b'] as const;

describe('differenceWords', () => {
  it('claims no winner where the interval holds none', () => {
    expect(differenceWords({ mean: 0, ci95: [0, 0] }, NAMES)).toContain('equally');
    const words = differenceWords({ mean: 0.01, ci95: [-0.001, 0.021] }, NAMES);
    expect(words).toContain('may be chance');
    expect(words).toContain('−0.10 to +2.10');
  });

  it('names the one that gains', () => {
    expect(differenceWords({ mean: 0.1, ci95: [0.09, 0.11] }, NAMES)).toContain(
      '“b” gains 10.00 points',
    );
    expect(differenceWords({ mean: -0.1, ci95: [-0.11, -0.09] }, NAMES)).toContain(
      '“a” gains 10.00 points of ETTR (95 % interval +9.00 to +11.00)',
    );
  });
});
