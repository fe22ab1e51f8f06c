import type { Plain, Recorder, Seconds } from '../../base/index.ts';
import type { AttentionBackward, AttentionFit } from '../../facts/index.ts';

/** Causal self-attention: `seq` queries attend to themselves and what precedes them. */
interface AttentionShape {
  readonly batch: number;
  readonly seq: number;
  readonly heads: number;
  /** Fewer than `heads` in grouped-query attention. */
  readonly kvHeads: number;
  /** The mean if keys and values differ in width (latent attention). */
  readonly headDim: number;
  /** A query attends to at most that many keys; 0 means all. */
  readonly window: number;
}

/**
 * Time of causal self-attention, forward, on one GPU.
 *
 * With a recorder it writes the notes `keys`, `scores`, `matmul`, `memory` and `time`; the scope must hold
 * the aliases `batch`, `seq`, `heads`, `kvHeads`, `headDim`, `fit` and, for a window, `window`.
 */
export function attentionTime(
  { batch, seq, heads, kvHeads, headDim, window }: AttentionShape,
  fit: Plain<AttentionFit>,
  rec?: Recorder,
): Seconds {
  const keys = keysWorkedOn(seq, window, fit);
  const waves = Math.max(1, (batch * heads * Math.ceil(seq / fit.block)) / fit.sms);
  const scores = fit.block * fit.sms * waves * keys;
  const missing = Math.ceil(headDim / fit.widthStep) * fit.widthStep - headDim;
  const matmul = (2 * fit.flopPerMac * (headDim + fit.padding * missing)) / fit.rate;
  const memory =
    (fit.elementBytes * batch * seq * headDim * (2 * heads + 2 * kvHeads)) / fit.bandwidth +
    fit.perRow * batch * seq * heads;
  const perScore = Math.max(matmul, fit.softmax) + fit.unhidden * Math.min(matmul, fit.softmax);
  const time = fit.launch + scores * perScore + memory;
  if (rec) explainForward(rec, { window, keys, scores, matmul, memory, time });
  return time;
}

/** Average keys per query: the first queries see fewer, with and without a window. */
function keysWorkedOn(seq: number, window: number, fit: Plain<AttentionFit>): number {
  if (window <= 0) return seq / 2 + fit.rampKeys;
  const reach = Math.min(window, seq);
  return reach - (reach * reach) / (2 * seq) + (window < seq ? 2 : 1) * fit.rampKeys;
}

/**
 * Time of the backward pass, from the forward time: more work at a different speed. Not measured, see
 * `facts/kernels/attention-backward.ts`.
 *
 * With a recorder it writes the note `time`; the scope must hold the aliases `forward` (the forward time),
 * `fit` and `backward`.
 */
export function attentionBackwardTime(
  forward: Seconds,
  fit: Plain<AttentionFit>,
  backward: Plain<AttentionBackward>,
  rec?: Recorder,
): Seconds {
  const time = fit.launch + ((forward - fit.launch) * backward.workRatio) / backward.speedRatio;
  rec?.derive('time', {
    label: 'Attention backward time',
    unit: 'ms',
    value: time,
    formula: 'fit.launch + (forward - fit.launch) * backward.workRatio / backward.speedRatio',
  });
  return time;
}

/** Whether a shape lies outside what the constants were fitted to. */
export function attentionExtrapolated(
  { batch, seq, heads, headDim }: Omit<AttentionShape, 'kvHeads' | 'window'>,
  fit: Plain<AttentionFit>,
): boolean {
  const { measured } = fit;
  return (
    batch < measured.batch.least ||
    batch > measured.batch.most ||
    seq < measured.seq.least ||
    seq > measured.seq.most ||
    heads < measured.heads.least ||
    heads > measured.heads.most ||
    headDim < measured.headDim.least ||
    headDim > measured.headDim.most
  );
}

interface Parts {
  readonly window: number;
  readonly keys: number;
  readonly scores: number;
  readonly matmul: number;
  readonly memory: number;
  readonly time: number;
}

const FULL = 'seq / 2 + fit.rampKeys';
const WINDOWED =
  'min(window, seq) - min(window, seq) * min(window, seq) / (2 * seq)' +
  ' + if(window < seq, 2, 1) * fit.rampKeys';

function explainForward(rec: Recorder, parts: Parts): void {
  rec.derive('keys', {
    label: 'Keys worked on per query',
    unit: '1',
    value: parts.keys,
    formula: parts.window > 0 ? WINDOWED : FULL,
  });
  rec.derive('scores', {
    label: 'Scores worked on',
    unit: '1',
    value: parts.scores,
    formula: 'fit.block * fit.sms * max(1, batch * heads * ceil(seq / fit.block) / fit.sms) * keys',
  });
  rec.derive('matmul', {
    label: 'Tensor core time per score',
    unit: 'ns',
    value: parts.matmul,
    formula:
      '2 * fit.flopPerMac' +
      ' * (headDim + fit.padding * (ceil(headDim / fit.widthStep) * fit.widthStep - headDim))' +
      ' / fit.rate',
  });
  rec.derive('memory', {
    label: 'Memory traffic and row time',
    unit: 'ms',
    value: parts.memory,
    formula:
      'fit.elementBytes * batch * seq * headDim * (2 * heads + 2 * kvHeads) / fit.bandwidth' +
      ' + fit.perRow * batch * seq * heads',
  });
  rec.derive('time', {
    label: 'Attention forward time',
    unit: 'ms',
    value: parts.time,
    formula:
      'fit.launch + scores * (max(matmul, fit.softmax) + fit.unhidden * min(matmul, fit.softmax))' +
      ' + memory',
  });
}
