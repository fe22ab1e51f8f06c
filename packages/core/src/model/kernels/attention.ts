import type { Plain, Recorder, Seconds } from '../../base/index.ts';
import type { AttentionBackward, AttentionFit } from '../../facts/index.ts';
import { inputs } from './inputs.ts';

/**
 * Time of causal self-attention, forward, on one GPU. `seq` queries attend to themselves and what
 * precedes them; `kvHeads` < `heads` is grouped-query attention.
 *
 * With a recorder it writes the notes `scores`, `matmul`, `memory` and `time`; the scope must hold
 * the aliases `batch`, `seq`, `heads`, `kvHeads`, `headDim` and `fit`.
 */
export function attentionTime(
  batch: number,
  seq: number,
  heads: number,
  kvHeads: number,
  headDim: number,
  fit: Plain<AttentionFit>,
  rec?: Recorder,
): Seconds {
  const waves = Math.max(1, (batch * heads * Math.ceil(seq / fit.block)) / fit.sms);
  const scores = fit.block * fit.sms * waves * (seq / 2 + fit.rampKeys);
  const matmul = (2 * fit.flopPerMac * headDim) / fit.rate;
  const memory =
    (fit.elementBytes * batch * seq * headDim * (2 * heads + 2 * kvHeads)) / fit.bandwidth;
  const perScore = Math.max(matmul, fit.softmax) + fit.unhidden * Math.min(matmul, fit.softmax);
  const time = fit.launch + scores * perScore + memory;
  if (rec) explainForward(rec, { scores, matmul, memory, time });
  return time;
}

/**
 * Time of the backward pass, from its forward time: more work at another speed. Not measured, see
 * `facts/kernels/attention-backward.ts`.
 *
 * With a recorder it writes the note `time`; the scope must hold the aliases `forward` (the forward
 * time), `fit` and `backward`.
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
    inputs: inputs('forward', 'fit.launch', 'backward.workRatio', 'backward.speedRatio'),
  });
  return time;
}

/** Whether a shape lies outside what the constants were fitted to. */
export function attentionExtrapolated(
  batch: number,
  seq: number,
  heads: number,
  headDim: number,
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
  readonly scores: number;
  readonly matmul: number;
  readonly memory: number;
  readonly time: number;
}

function explainForward(rec: Recorder, parts: Parts): void {
  rec.derive('scores', {
    label: 'Scores worked on',
    unit: '1',
    value: parts.scores,
    formula:
      'fit.block * fit.sms * max(1, batch * heads * ceil(seq / fit.block) / fit.sms)' +
      ' * (seq / 2 + fit.rampKeys)',
    inputs: inputs('batch', 'seq', 'heads', 'fit.block', 'fit.sms', 'fit.rampKeys'),
  });
  rec.derive('matmul', {
    label: 'Tensor core time per score',
    unit: 'ns',
    value: parts.matmul,
    formula: '2 * fit.flopPerMac * headDim / fit.rate',
    inputs: inputs('headDim', 'fit.flopPerMac', 'fit.rate'),
  });
  rec.derive('memory', {
    label: 'Memory traffic time',
    unit: 'ms',
    value: parts.memory,
    formula: 'fit.elementBytes * batch * seq * headDim * (2 * heads + 2 * kvHeads) / fit.bandwidth',
    inputs: inputs(
      ...['batch', 'seq', 'headDim', 'heads', 'kvHeads'],
      ...['fit.elementBytes', 'fit.bandwidth'],
    ),
  });
  rec.derive('time', {
    label: 'Attention forward time',
    unit: 'ms',
    value: parts.time,
    formula:
      'fit.launch + scores * (max(matmul, fit.softmax) + fit.unhidden * min(matmul, fit.softmax))' +
      ' + memory',
    inputs: inputs('scores', 'matmul', 'memory', 'fit.launch', 'fit.softmax', 'fit.unhidden'),
  });
}
