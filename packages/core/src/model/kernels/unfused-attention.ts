import type { Bytes, Plain, Recorder, Seconds } from '../../base/index.ts';
import type { GemmFit, MemoryFit } from '../../facts/index.ts';
import { groupedGemmTime } from './gemm.ts';

/** Sequences of a micro-batch, their tokens, and the heads of one GPU with their width. */
interface ScoresShape {
  readonly batch: number;
  readonly seq: number;
  readonly heads: number;
  readonly headDim: number;
}

interface UnfusedFits {
  readonly gemm: Plain<GemmFit>;
  readonly memory: Plain<MemoryFit>;
}

/**
 * Time of self-attention that writes its scores to memory, forward: two batched products over whole
 * squares (a causal mask saves nothing) and `traffic` bytes per score for scale, mask, softmax and
 * dropout (Korthikanti et al. 2022, section 4.1).
 *
 * With a recorder it writes the notes `time`, `scores` and `product`; the scope must hold the aliases
 * `batch`, `seq`, `heads`, `headDim`, `fit`, `memory` and `traffic`.
 */
export function unfusedAttentionTime(
  shape: ScoresShape,
  fits: UnfusedFits,
  traffic: Bytes,
  rec?: Recorder,
): Seconds {
  return timeOf(2, shape, fits, traffic, rec);
}

/** The same for the backward pass: four products, because the scores are kept. */
export function unfusedAttentionBackwardTime(
  shape: ScoresShape,
  fits: UnfusedFits,
  traffic: Bytes,
  rec?: Recorder,
): Seconds {
  return timeOf(4, shape, fits, traffic, rec);
}

function timeOf(
  products: 2 | 4,
  { batch, seq, heads, headDim }: ScoresShape,
  { gemm, memory }: UnfusedFits,
  traffic: Bytes,
  rec: Recorder | undefined,
): Seconds {
  const groups = batch * heads;
  const scores = groups * seq * seq;
  if (rec) noteShape(groups, scores, rec);
  const product = groupedGemmTime(
    { groups, m: seq, n: seq, k: headDim },
    gemm,
    rec?.within('product', { groups: rec.id('groups'), m: 'seq', n: 'seq', k: 'headDim' }),
  );
  const time = products * product + memory.launch + (scores * traffic) / memory.bandwidth;
  rec?.derive('time', {
    label: 'Time of unfused attention',
    unit: 'ms',
    value: time,
    formula: `${products} * product.time + memory.launch + scores * traffic / memory.bandwidth`,
  });
  return time;
}

function noteShape(groups: number, scores: number, rec: Recorder): void {
  rec.derive('groups', {
    label: 'Heads of all sequences of a micro-batch',
    unit: '1',
    value: groups,
    formula: 'batch * heads',
  });
  rec.derive('scores', {
    label: 'Attention scores',
    unit: '1',
    value: scores,
    formula: 'groups * seq * seq',
  });
}
