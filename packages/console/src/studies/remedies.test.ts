import { describe, expect, it } from 'vitest';
import type { Lever } from '../api/types.ts';
import { worthTrying } from './remedies.ts';

function lever(path: string, ends: Lever['ends'] = [1, 2]): Lever {
  return {
    ...{ path, label: path, unit: '1', value: 1, from: '1', to: '2' },
    ...{ isRange: false, isDecision: true, ends },
  };
}

describe('worthTrying', () => {
  it('leaves out what moves nothing and what would be another product', () => {
    const paths = [
      'site.pue',
      'hardware.switch.ports',
      'hardware.node.gpusPerNode',
      'models.m.layers',
    ];
    const still = lever('storage.cost', [3, 3]);
    const tried = worthTrying([...paths.map((path) => lever(path)), still]);
    expect(tried.map(({ path }) => path)).toEqual(['site.pue']);
  });

  it('tries GPUs although formulas say that they move nothing', () => {
    expect(worthTrying([lever('runs.a.gpus', [3, 3]), lever('fleet.gpus', [3, 3])])).toHaveLength(
      2,
    );
  });

  it('tries at most eight', () => {
    expect(worthTrying(Array.from({ length: 20 }, (_, i) => lever(`site.a${i}`)))).toHaveLength(8);
  });
});
