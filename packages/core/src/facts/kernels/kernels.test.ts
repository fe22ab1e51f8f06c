import { describe, expect, it } from 'vitest';
import { findUnit, isKnown, type Known } from '../../base/index.ts';
import { GPUS } from '../gpus.ts';
import { IMBALANCE } from './imbalance.ts';
import { KERNEL_FITS, kernelsFor, moeImbalance, NETWORK_FIT } from './index.ts';

const WHOLE = ['h100-sxm', 'a100-sxm-80gb'];
const BORROWERS = Object.keys(GPUS).filter((gpu) => !WHOLE.includes(gpu));

type Entry = readonly [path: string, known: Known];

function knownsOf(tree: unknown, path = ''): Entry[] {
  if (isKnown(tree)) return [[path, tree]];
  if (typeof tree !== 'object' || tree === null) return [];
  return Object.entries(tree).flatMap(([key, value]) => knownsOf(value, `${path}.${key}`));
}

const everything = knownsOf({
  ...{ KERNEL_FITS, NETWORK_FIT, IMBALANCE },
  borrowers: BORROWERS.map((gpu) => kernelsFor(gpu)!.fits),
});
const pathsOf = (bad: readonly Entry[]) => bad.map(([path]) => path);

describe('kernel constants', () => {
  it('cite a source or say why they were chosen', () => {
    expect(everything.length).toBeGreaterThan(200);
    const bad = everything.filter(([, { provenance, source, reason }]) =>
      provenance === 'assumed' || provenance === 'method'
        ? !reason
        : !source?.title || !source.locator,
    );
    expect(pathsOf(bad)).toEqual([]);
  });

  it('are shown in units that exist', () => {
    expect(pathsOf(everything.filter(([, { unit }]) => !findUnit(unit)))).toEqual([]);
  });

  it('are finite, not negative and inside their range', () => {
    const bad = everything.filter(([, { value, range }]) => {
      const inside = !range || (range[0] <= value && value <= range[1]);
      return !(Number.isFinite(value) && value >= 0 && inside);
    });
    expect(pathsOf(bad)).toEqual([]);
  });

  it('stay below what the data sheets promise', () => {
    const peaks = { a100: 312e12, h100: 989.4e12, b200: 2250e12, gb200: 2500e12 };
    for (const [gpu, peak] of Object.entries(peaks)) {
      const { gemm, attention } = KERNEL_FITS[gpu as keyof typeof peaks];
      expect(gemm.bf16!.rate.value).toBeLessThan(peak);
      for (const dtype of ['fp8', 'fp8-block', 'mxfp8'] as const) {
        expect(gemm[dtype]?.rate.value ?? 0).toBeLessThan(2 * peak);
      }
      expect(gemm.nvfp4?.rate.value ?? 0).toBeLessThan(4 * peak);
      if (attention.bf16) expect(attention.bf16.rate.value).toBeLessThan(peak);
    }
  });

  it('leave out what was not measured', () => {
    expect(Object.keys(KERNEL_FITS.a100.gemm)).toEqual(['bf16']);
    expect(KERNEL_FITS.h100.gemm).not.toHaveProperty('mxfp8');
    expect(KERNEL_FITS.b200.gemm).not.toHaveProperty('fp8-block');
    expect(KERNEL_FITS.h200.gemm).toEqual({});
    expect(KERNEL_FITS.h200.memory).toBeUndefined();
    expect(KERNEL_FITS.gb200.attention).toEqual({});
  });
});

describe('unevenly spread tokens', () => {
  it('cost more the more GPUs share the experts, and the stronger the skew', () => {
    const costs = [1, 2, 8, 32, 64].map((ep) => moeImbalance(128, ep, 'mild').value);
    expect(costs).toEqual([...costs].sort((a, b) => a - b));
    for (const ep of [1, 8, 64]) {
      const [mild, strong] = [moeImbalance(256, ep, 'mild'), moeImbalance(256, ep, 'strong')];
      expect(strong.value).toBeGreaterThanOrEqual(mild.value);
    }
  });

  it('take the next lower measured count of GPUs', () => {
    expect(moeImbalance(160, 20, 'mild')).toEqual(moeImbalance(160, 16, 'mild'));
    expect(moeImbalance(8, 64, 'mild')).toEqual(moeImbalance(8, 8, 'mild'));
  });
});

describe('kernels that were not measured', () => {
  it('say what they borrow', () => {
    for (const gpu of BORROWERS) expect(kernelsFor(gpu)!.borrowed.length).toBeGreaterThan(0);
    for (const gpu of WHOLE) expect(kernelsFor(gpu)!.borrowed).toEqual([]);
    expect(kernelsFor('h100-pcie')).toBeUndefined();
  });

  it('send less over the slower NVLink of the H800', () => {
    const [h100, h800] = ['h100-sxm', 'h800-sxm'].map(
      (gpu) => kernelsFor(gpu)!.fits.collectives.allGather,
    );
    expect(h800!.bandwidth.value / h100!.bandwidth.value).toBeCloseTo(400 / 900, 6);
    expect(h800!.bandwidth.provenance).toBe('assumed');
    expect(h800!.latency).toEqual(h100!.latency);
  });

  it('run the experts of a B200 at the rates of its dense products', () => {
    const { gemm, moe } = kernelsFor('b200-sxm')!.fits;
    expect(Object.keys(moe)).toEqual(Object.keys(gemm));
    expect(moe.mxfp8!.gemm.rate).toEqual(gemm.mxfp8!.rate);
    expect(moe.mxfp8!.bandwidth.provenance).toBe('assumed');
    expect(KERNEL_FITS.b200.moe).toEqual({});
  });
});

describe('attention libraries', () => {
  it('are slower the older they are, on every GPU with attention', () => {
    for (const gpu of ['a100-sxm-80gb', 'h100-sxm', 'b200-sxm', 'gb200', 'gb300']) {
      const { triton, flash2, flash3 } = kernelsFor(gpu)!.fits.attentionLibraries!;
      for (const way of ['forward', 'backward'] as const) {
        expect(triton[way].value).toBeGreaterThanOrEqual(flash2[way].value);
        expect(flash2[way].value).toBeGreaterThanOrEqual(flash3[way].value);
        // The kernels that were measured are the newest.
        expect(flash3[way].value).toBe(1);
      }
    }
  });
});
