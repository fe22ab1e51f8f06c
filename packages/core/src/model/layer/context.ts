import type { Recorder } from '../../base/index.ts';
import type { TrainingJob } from '../job.ts';
import type { Strategy } from '../strategy.ts';
import type { Heads } from './attention-core.ts';
import { type CollectiveFormulas, collectiveTime } from './communication.ts';
import type { ForwardBackward } from './linear.ts';

/**
 * The part of context parallelism that computing does not hide, for one layer.
 *
 * `ring`: each rank computes with the keys and values it has while the next ones arrive (Liu et al. 2023),
 * and waits for whatever takes longer than the core on the other ranks' share. `gather`: keys and values are
 * gathered before, their gradients scattered after (Llama 3, section 3.3.2). `allToAll`: queries, keys,
 * values and outputs change from sequence to heads and back (Ulysses).
 */
export function contextTime(
  job: TrainingJob,
  s: Strategy,
  heads: Heads,
  core: ForwardBackward,
  rec?: Recorder,
): ForwardBackward {
  if (s.cp === 1) return NONE;
  if (job.stack.contextExchange === 'allToAll') return exchanged(job, s, heads, rec);
  const { model: m, constants: c } = job;
  const width = m.headDim + m.ropeDim + m.valueDim;
  const bytes = c.activationBytes * s.microBatch * job.sequenceLength * heads.kvHeads * width;
  const gather = collectiveTime(
    job,
    { kind: 'allGather', bytes, gpus: s.cp, inner: s.tp },
    rec?.within('gather'),
    rec && { ...GATHERED, label: 'Gathering keys and values' },
  );
  const scatter = collectiveTime(
    job,
    { kind: 'reduceScatter', bytes, gpus: s.cp, inner: s.tp },
    rec?.within('scatter'),
    rec && { ...GATHERED, label: 'Scattering their gradients' },
  );
  const hides = job.stack.contextExchange === 'ring' ? (s.cp - 1) / s.cp : 0;
  const context = {
    forward: Math.max(0, gather - hides * core.forward),
    backward: Math.max(0, gather + scatter - hides * core.backward),
  };
  if (rec) noteContext(context, hides > 0, rec);
  return context;
}

const NONE: ForwardBackward = { forward: 0, backward: 0 };

function exchanged(
  job: TrainingJob,
  s: Strategy,
  { heads, kvHeads }: Heads,
  rec?: Recorder,
): ForwardBackward {
  const { model: m, constants: c } = job;
  const tokens = (s.microBatch * job.sequenceLength) / s.cp;
  const width = m.headDim + m.ropeDim + m.valueDim;
  const bytes = c.activationBytes * tokens * width * (heads + kvHeads);
  const once = collectiveTime(
    job,
    { kind: 'allToAll', bytes, gpus: s.cp, inner: s.tp },
    rec?.within('exchange'),
    rec && EXCHANGED,
  );
  for (const way of ['forward', 'backward'] as const) {
    rec?.derive(`context.${way}`, {
      label: `Exchanging sequence for heads, ${way}`,
      unit: 'ms',
      value: once,
      formula: 'exchange.time',
    });
  }
  return { forward: once, backward: once };
}

function noteContext(context: ForwardBackward, ring: boolean, rec: Recorder): void {
  for (const [way, sent] of [
    ['forward', 'gather.time'],
    ['backward', '(gather.time + scatter.time)'],
  ] as const) {
    const hidden = ring ? ` - (strategy.cp - 1) / strategy.cp * core.${way}` : '';
    rec.derive(`context.${way}`, {
      label: `Keys and values that computing does not hide, ${way}`,
      unit: 'ms',
      value: context[way],
      formula: `max(0 * gather.time, ${sent}${hidden})`,
    });
  }
}

const WIDTHS = '(model.headDim + model.ropeDim + model.valueDim)';
const GROUP = { gpus: 'strategy.cp', inner: 'strategy.tp' };
const GATHERED = {
  bytes: `constants.activationBytes * strategy.microBatch * run.sequenceLength * attentionHeads.kvHeads * ${WIDTHS}`,
  ...GROUP,
};
const EXCHANGED: CollectiveFormulas = {
  label: 'Sequence for heads',
  bytes:
    'constants.activationBytes * strategy.microBatch * run.sequenceLength / strategy.cp' +
    ` * ${WIDTHS} * (attentionHeads.heads + attentionHeads.kvHeads)`,
  ...GROUP,
};
