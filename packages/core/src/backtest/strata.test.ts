import { describe, expect, it } from 'vitest';
import { observed } from './observation.fixture.ts';
import { strataOf } from './strata.ts';

describe('strataOf', () => {
  it.each([
    [{}, ['h100Bf16']],
    [{ gpu: 'h100-sxm', precision: 'fp8' }, ['h100Fp8']],
    [{ moe: true }, ['moe', 'moeHopper']],
    [{ gpu: 'A100-SXM-80GB', moe: true }, ['moe', 'a100']],
    [{ gpu: 'H200-SXM-141GB' }, []],
    [{ gpus: 1023 }, ['h100Bf16']],
    [{ gpus: 1024 }, ['h100Bf16', 'manyGpus']],
    [{ gpu: 'a100-sxm-40gb' }, ['a100']],
    [{ gpu: 'A100-SXM-80GB', gpus: 16 }, ['a100', 'a100Nodes']],
    [{ gpu: 'GB200-NVL72' }, ['blackwell']],
    [{ gpu: 'b300-sxm', moe: true }, ['moe', 'moeBlackwell', 'blackwell']],
    [{ sequenceLength: 32_767 }, ['h100Bf16']],
    [{ sequenceLength: 32_768 }, ['h100Bf16', 'longContext']],
    [{ gpu: '' }, []],
  ])('of %j are %j', (about, strata) => {
    expect(strataOf(observed(about))).toEqual(strata);
  });
});
