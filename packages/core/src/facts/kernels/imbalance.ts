// Written by scripts/fit/imbalance.mjs: run it again instead of editing.
import type { Known } from '../../base/index.ts';
import { fitted } from './fitted.ts';
import type { ImbalanceFit } from './types.ts';

/** The median over layers, and what a tenth of them lie below and above. */
function slowdown(value: number, range: readonly [number, number]): Known {
  return { ...fitted(value, '1', 'h100_sxm-moe.csv.gz', WHAT), range };
}

const WHAT = 'Time of the fullest GPU over that with tokens spread evenly, fp8-block.';

/** What tokens skewed by a power law (exponent 1.01, 1.2) cost, by how many GPUs share the experts: few (up to 16) or many. */
export const IMBALANCE = {
  mild: {
    few: [
      { ep: 1, slowdown: slowdown(1.07, [1.02, 1.2]) },
      { ep: 2, slowdown: slowdown(1.45, [1.31, 1.62]) },
      { ep: 4, slowdown: slowdown(2.13, [1.89, 2.41]) },
      { ep: 8, slowdown: slowdown(3.3, [2.81, 3.78]) },
    ],
    many: [
      { ep: 1, slowdown: slowdown(1.05, [0.984, 1.16]) },
      { ep: 2, slowdown: slowdown(1.13, [1.06, 1.22]) },
      { ep: 4, slowdown: slowdown(1.26, [1.16, 1.38]) },
      { ep: 8, slowdown: slowdown(1.43, [1.29, 1.62]) },
      { ep: 16, slowdown: slowdown(1.67, [1.43, 2.06]) },
      { ep: 32, slowdown: slowdown(2.09, [1.69, 2.63]) },
      { ep: 64, slowdown: slowdown(2.61, [2.05, 3.33]) },
      { ep: 128, slowdown: slowdown(3.37, [2.3, 4.2]) },
    ],
  },
  strong: {
    few: [
      { ep: 1, slowdown: slowdown(1.07, [1.01, 1.22]) },
      { ep: 2, slowdown: slowdown(1.48, [1.34, 1.67]) },
      { ep: 4, slowdown: slowdown(2.26, [2.03, 2.67]) },
      { ep: 8, slowdown: slowdown(3.49, [3.11, 3.84]) },
    ],
    many: [
      { ep: 1, slowdown: slowdown(1.06, [0.994, 1.19]) },
      { ep: 2, slowdown: slowdown(1.19, [1.11, 1.3]) },
      { ep: 4, slowdown: slowdown(1.36, [1.24, 1.53]) },
      { ep: 8, slowdown: slowdown(1.63, [1.42, 1.96]) },
      { ep: 16, slowdown: slowdown(2.03, [1.66, 2.55]) },
      { ep: 32, slowdown: slowdown(2.76, [2.1, 3.82]) },
      { ep: 64, slowdown: slowdown(3.85, [2.92, 5.15]) },
      { ep: 128, slowdown: slowdown(5.29, [3.69, 7.25]) },
    ],
  },
} as const satisfies Readonly<Record<string, ImbalanceFit>>;
