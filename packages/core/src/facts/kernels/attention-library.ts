import type { Known, Source } from '../../base/index.ts';
import { chosen } from './fitted.ts';
import type { AttentionLibraries, AttentionLibrary } from './types.ts';

const FLASH3: Source = {
  title:
    'Shah et al., FlashAttention-3: Fast and Accurate Attention with Asynchrony and Low-precision',
  locator:
    'abstract and section 4.1: 1.5 to 2.0 times FlashAttention-2 forward, 1.5 to 1.75 backward',
  url: 'https://arxiv.org/abs/2407.08608',
};
const FLASH2: Source = {
  title: 'Dao, FlashAttention-2: Faster Attention with Better Parallelism and Work Partitioning',
  locator: 'section 4.1: 1.3 to 1.5 times FlashAttention in Triton forward, about 2 times backward',
  url: 'https://arxiv.org/abs/2307.08691',
};

const MEASURED: AttentionLibrary = {
  forward: chosen(1, '1', 'The kernels that were measured are of this generation.'),
  backward: chosen(1, '1', 'The kernels that were measured are of this generation.'),
};
/** FlashAttention-2 does not use the asynchronous tensor cores of Hopper and later. */
const SECOND: AttentionLibrary = {
  forward: ratio(1.5, [1.5, 2], FLASH3),
  backward: ratio(1.6, [1.5, 1.75], FLASH3),
};
/** Triton's backward is slower still at large head counts; the lower end of the paper's range. */
const TRITON = {
  forward: ratio(1.3, [1.3, 1.5], FLASH2),
  backward: ratio(1.6, [1.3, 2.5], FLASH2),
};

const BEFORE_HOPPER = { flash3: MEASURED, flash2: MEASURED, triton: TRITON };
const FROM_HOPPER = {
  flash3: MEASURED,
  flash2: SECOND,
  triton: { forward: both('forward'), backward: both('backward') },
};

/** By GPU whose kernels were measured. */
export const ATTENTION_LIBRARIES: Readonly<Record<'a100' | 'h100' | 'b200', AttentionLibraries>> = {
  a100: BEFORE_HOPPER,
  h100: FROM_HOPPER,
  b200: FROM_HOPPER,
};

function ratio(value: number, range: readonly [number, number], source: Source): Known {
  return { value, unit: '1', provenance: 'paper', range, source };
}

function both(way: 'forward' | 'backward'): Known {
  const [second, triton] = [SECOND[way], TRITON[way]];
  return {
    value: second.value * triton.value,
    unit: '1',
    provenance: 'paper',
    source: FLASH2,
    reason:
      'Against FlashAttention-2 by its paper, and that against FlashAttention-3 by the other.',
  };
}
