import { describe, expect, it } from 'vitest';
import { GPUS, STACKS, type StackName } from '../../facts/index.ts';
import { knownKernels, plainKernels } from './of-gpu.ts';

const gpuOf = (use: string) => ({ ...(GPUS[use] ?? GPUS['h100-sxm']!), use });

describe('knownKernels', () => {
  it.each([
    ['h100-pcie', 'bf16', false, 'no kernels were measured on "h100-pcie"'],
    ['constructor', 'bf16', false, 'no kernels were measured'],
    ['a100-sxm-80gb', 'fp8', false, 'no fp8 matrix products'],
    ['h100-sxm', 'mxfp8', false, 'no mxfp8 matrix products'],
    ['h100-sxm', 'nvfp4', true, 'no nvfp4 matrix products'],
  ] as const)('says what was not measured on %s in %s', (gpu, precision, experts, said) => {
    expect(knownKernels(gpuOf(gpu), precision, 'flash3', experts)).toMatchObject({
      problems: [{ message: expect.stringContaining(said) }],
    });
  });

  it('has no library of attention that is not fused, and a ratio for every other', () => {
    for (const name of Object.keys(STACKS) as StackName[]) {
      const { attention } = STACKS[name];
      const found = knownKernels(gpuOf('a100-sxm-80gb'), 'bf16', attention, false);
      if (!found.ok) throw new Error(found.problems[0]!.message);
      const { attentionLibrary } = plainKernels(found.value);
      if (attention === 'unfused') expect(attentionLibrary).toBeUndefined();
      else expect(attentionLibrary!.forward).toBeGreaterThanOrEqual(1);
    }
  });

  it('adds gradients of weights to fp32 sums, which costs traffic', () => {
    const found = knownKernels(gpuOf('h100-sxm'), 'bf16', 'flash3', false);
    if (!found.ok) throw new Error(found.problems[0]!.message);
    const { gemm, weightGradient } = plainKernels(found.value);
    expect(weightGradient).toEqual({ ...gemm, outputBytes: 8 });
    expect(gemm.outputBytes).toBe(2);
  });
});
