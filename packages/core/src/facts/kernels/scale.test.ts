import { describe, expect, it } from 'vitest';
import { GPUS } from '../gpus.ts';
import { KERNEL_FITS, kernelsFor, kernelsOf } from './index.ts';
import { type Silicon, scaleKernels } from './scale.ts';

const { h100, a100 } = KERNEL_FITS;
const H100 = GPUS['h100-sxm']!;
const H20 = GPUS['h20-sxm']!;

/** The H100 with figures typed in place of its own, as multiples of them. */
function typed(multiples: Partial<Record<keyof Silicon, number>>) {
  const changed = Object.entries(multiples).map(([field, multiple]) => {
    const known = H100[field as 'bf16'];
    return [field, { ...known, value: known.value * multiple, provenance: 'given' }];
  });
  return { ...H100, ...Object.fromEntries(changed), use: 'h100-sxm' } as const;
}

const scaled = (multiples: Parameters<typeof typed>[0], options = {}) =>
  scaleKernels(h100, H100, typed(multiples), options);

describe('scaleKernels', () => {
  it('leaves everything as it was for the same figures', () => {
    expect(scaled({})).toEqual(h100);
  });

  it('runs products and softmax by the peak of their precision', () => {
    const { gemm, attention, moe, memory, collectives } = scaled({ bf16: 0.5 });
    expect(gemm.bf16!.rate.value).toBeCloseTo(h100.gemm.bf16!.rate.value / 2, 0);
    expect(gemm.fp8).toEqual(h100.gemm.fp8);
    expect(attention.bf16!.rate.value).toBeCloseTo(h100.attention.bf16!.rate.value / 2, 0);
    expect(attention.bf16!.softmax.value).toBeCloseTo(h100.attention.bf16!.softmax.value * 2, 18);
    expect(attention.bf16!.perRow.value).toBeCloseTo(h100.attention.bf16!.perRow.value * 2, 15);
    expect(moe.bf16!.sustained.value).toBeCloseTo(h100.moe.bf16!.sustained.value / 2, 0);
    expect([memory, collectives]).toEqual([h100.memory, h100.collectives]);
    const both = scaled({ fp8: 2 }).gemm;
    expect(both.fp8!.rate.value).toBeCloseTo(h100.gemm.fp8!.rate.value * 2, 0);
    expect(both['fp8-block']!.rate.value).toBeCloseTo(h100.gemm['fp8-block']!.rate.value * 2, 0);
    expect(both.bf16).toEqual(h100.gemm.bf16);
  });

  it('streams as fast as the memory is, and sends as fast as the links are', () => {
    const { gemm, memory, collectives, moe } = scaled({ memoryBandwidth: 2, nvlinkBandwidth: 0.5 });
    expect(memory!.bandwidth.value).toBeCloseTo(h100.memory!.bandwidth.value * 2, 0);
    expect(gemm.fp8!.castBandwidth.value).toBeCloseTo(h100.gemm.fp8!.castBandwidth.value * 2, 0);
    expect(moe.bf16!.bandwidth.value).toBeCloseTo(h100.moe.bf16!.bandwidth.value * 2, 0);
    expect(gemm.bf16!.rate).toEqual(h100.gemm.bf16!.rate);
    const { allToAll } = collectives;
    expect(allToAll.bandwidth.value).toBeCloseTo(h100.collectives.allToAll.bandwidth.value / 2, 0);
    expect(allToAll.latency).toEqual(h100.collectives.allToAll.latency);
  });

  it('goes in proportion to a lower power limit; a higher one changes nothing', () => {
    const rate = (multiples: Parameters<typeof typed>[0], options = {}) =>
      scaled(multiples, options).gemm.bf16!.rate.value / h100.gemm.bf16!.rate.value;
    expect(rate({ tdp: 0.6 })).toBeCloseTo(0.6, 12);
    expect(scaled({ tdp: 1.5 })).toEqual(h100);
    expect(rate({ tdp: 1.5 }, { raised: true })).toBeCloseTo(1.5, 12);
    // Half of the tensor cores need no more than half of the power.
    expect(rate({ bf16: 0.5, tdp: 0.6 })).toBeCloseTo(0.5, 12);
    expect(rate({ bf16: 0.5, tdp: 0.4 })).toBeCloseTo(0.4, 12);
    expect(rate({ bf16: 2, tdp: 0.5 })).toBeCloseTo(1, 12);
  });

  it('fills waves of as many multiprocessors as the GPU has', () => {
    const { gemm, attention } = scaleKernels(h100, H100, H20);
    expect([gemm.bf16!.sms.value, attention.bf16!.sms.value]).toEqual([78, 78]);
    expect(scaled({ bf16: 0.5 }).gemm.bf16!.sms).toBe(h100.gemm.bf16!.sms);
  });

  it('does softmax as much faster as it is told', () => {
    const { softmax } = scaled({}, { softmax: 2 }).attention.bf16!;
    expect(softmax.value).toBeCloseTo(h100.attention.bf16!.softmax.value / 2, 20);
  });

  it('says whose value it changed, and by which ratios', () => {
    const { rate, launch } = scaled({ bf16: 0.5, tdp: 0.4 }).gemm.bf16!;
    expect(rate.provenance).toBe('assumed');
    expect(rate.reason).toBe(
      'Not measured: that of NVIDIA H100 SXM5 80 GB times 494.7 TFLOP/s / 989.4 TFLOP/s, the dense bf16 peaks, and 280 W / 700 W, the power limits over those peaks.',
    );
    expect(launch).toEqual(h100.gemm.bf16!.launch);
    const twice = scaleKernels(scaled({ bf16: 0.5 }), H100, typed({ tdp: 0.5 }));
    expect(twice.gemm.bf16!.rate.reason).toMatch(/350 W.*Not measured.*494\.7/);
  });
});

describe('kernelsOf', () => {
  it('has nothing for a GPU that the catalogue does not have', () => {
    expect(kernelsOf({ ...H100, use: 'h100-1kw' }, 'bf16')).toBeUndefined();
    expect(kernelsOf({ ...H100, use: 'constructor' }, 'bf16')).toBeUndefined();
  });

  it('has the very kernels of the catalogue for an entry taken as it is', () => {
    for (const [use, spec] of Object.entries(GPUS)) {
      for (const peak of ['bf16', 'fp8'] as const) {
        expect(kernelsOf({ ...spec, use }, peak)).toBe(kernelsFor(use));
      }
    }
    for (const idle of [{ tdp: 1.5 }, { fp8: 0.5 }]) {
      expect(kernelsOf(typed(idle), 'bf16')).toBe(kernelsFor('h100-sxm'));
    }
  });

  it.each(['bf16', 'memoryBandwidth', 'nvlinkBandwidth', 'tdp'] as const)(
    'says that a file changes %s, and by how much it may be wrong',
    (field) => {
      const { standing, borrowed, doubt } = kernelsOf(typed({ [field]: 0.7 }), 'bf16')!;
      expect(standing).toBe('scaled');
      expect(borrowed.join()).toMatch(new RegExp(`changes ${field} of NVIDIA H100.*may take`));
      expect(doubt!.range![0]).toBeLessThan(1);
      expect(doubt!.range![1]).toBeGreaterThan(1);
    },
  );

  it('doubts most where no one knows the silicon, and power by the cube root', () => {
    const range = (multiples: Parameters<typeof typed>[0]) =>
      kernelsOf(typed(multiples), 'bf16')!.doubt!.range!;
    const [memory, peak, power] = [{ memoryBandwidth: 1.5 }, { bf16: 1.3 }, { tdp: 0.5 }].map(
      range,
    );
    expect(peak![1]).toBeGreaterThan(memory![1]);
    expect(power![0]).toBeCloseTo(memory![0] * 0.5 ** (2 / 3), 12);
    expect(range({ bf16: 1.3, tdp: 0.5 })[0]).toBeCloseTo(peak![0] * 0.5 ** (2 / 3), 12);
    const twice = kernelsOf({ ...GPUS['mi300x']!, bf16: H100.bf16, use: 'mi300x' }, 'bf16')!;
    expect(twice.doubt!.range![1]).toBeCloseTo(peak![1] ** 2, 12);
  });
});

describe('kernels of silicon on which none were measured', () => {
  it.each([
    ['h20-sxm', 'H100', 148 / 989.4],
    ['mi300x', 'H100', 1307.4 / 989.4],
    ['mi325x', 'H100', 1307.4 / 989.4],
  ] as const)('are those of the nearest by data sheet: %s', (gpu, from, ratio) => {
    const { fits, standing, borrowed, doubt } = kernelsFor(gpu)!;
    expect(fits.gemm.bf16!.rate.value / h100.gemm.bf16!.rate.value).toBeCloseTo(ratio, 12);
    expect(standing).toBe('scaled');
    expect(borrowed[0]).toContain(from);
    expect(doubt!.range![1]).toBeGreaterThan(1.1);
  });

  it('have only the precisions that their tensor cores share', () => {
    const precisions = (gpu: string) => Object.keys(kernelsFor(gpu)!.fits.gemm);
    expect(precisions('mi300x')).toEqual(['bf16', 'fp8']);
    expect(precisions('rtx-pro-6000')).toEqual(['bf16', 'fp8']);
    expect(precisions('mi355x')).toEqual(['bf16', 'fp8', 'mxfp8']);
  });

  it('of a sibling die differ in what is its own', () => {
    const { fits } = kernelsFor('a800-sxm-80gb')!;
    expect(fits.gemm).toEqual(a100.gemm);
    const { bandwidth } = fits.collectives.allReduce;
    expect(bandwidth.value / a100.collectives.allReduce.bandwidth.value).toBeCloseTo(2 / 3, 12);
    const gh200 = kernelsFor('gh200')!.fits;
    expect(gh200.gemm.bf16!.rate).toBe(h100.gemm.bf16!.rate);
    expect(gh200.memory!.bandwidth.value / h100.memory!.bandwidth.value).toBeCloseTo(4 / 3.35, 12);
  });
});
