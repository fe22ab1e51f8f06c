import type { Recorder } from '../../base/index.ts';
import type { TrainingJob } from '../job.ts';
import { type CollectiveFormulas, collectiveTime } from '../layer/communication.ts';
import { denseRanks, expertRanks, expertShards, type Held } from '../memory/held.ts';
import { DENSE_GROUP, EXPERT_GROUP, type RankGroup, ranksInDomain } from '../memory/held-notes.ts';
import { type Strategy, sharesGradients, sharesWeights } from '../strategy.ts';
import { type Exchange, scatterKind, windowMicroBatches } from './data-parallel.ts';
import { exposedFormula } from './exposed.ts';

/** What a GPU holds, what is sent of it, and the time of that which computing does not hide, s. */
interface Exchanged {
  readonly held: Held;
  readonly exchange: Exchange;
  readonly exposed: number;
}

/** Notes how much gradient and weight data is sent, and the part of it that computing does not hide. */
export function noteDataParallel(
  job: TrainingJob,
  s: Strategy,
  { held, exchange, exposed }: Exchanged,
  rec: Recorder,
): void {
  const gradients = gradientBytes(job);
  noteBoth(job, s, held, ['scatter', 'Summing gradients', gradients, exchange.scatter], rec);
  if (s.sharding !== 'none') {
    noteBoth(job, s, held, ['gather', 'Gathering weights', 'weightBytes', exchange.gather], rec);
  }
  if (s.sharding === 'hybrid') noteCopies(job, s, held, exchange.copies, rec);
  noteComputing(job, s, exchange, rec);
  noteExposed(job, s, exposed, rec);
}

/** Name of the constant with the bytes of gradient for each parameter. */
function gradientBytes(job: TrainingJob): 'gradientBytes' | 'halfGradientBytes' {
  return job.stack.gradients === 'fp32' ? 'gradientBytes' : 'halfGradientBytes';
}

type Way = readonly [
  name: 'scatter' | 'gather',
  label: string,
  bytes: ReturnType<typeof gradientBytes> | 'weightBytes',
  value: number,
];

function noteBoth(
  job: TrainingJob,
  s: Strategy,
  held: Held,
  [name, label, bytes, value]: Way,
  rec: Recorder,
): void {
  const kind = name === 'gather' ? 'allGather' : scatterKind(s.sharding);
  const each = job.constants[bytes];
  const whole = s.sharding === 'none';
  const shards = expertShards(s);
  const [denseGroup, expertGroup] = groupFormulas(s, label, bytes);
  const dense = {
    bytes: each * held.dense,
    gpus: whole ? s.dp * s.cp : denseRanks(job, s),
    inner: s.tp,
  };
  collectiveTime(job, { kind, ...dense }, rec.within(`${name}.dense`), denseGroup);
  if (held.expert > 0) {
    const expert = {
      bytes: each * held.expert,
      gpus: whole ? (s.tp * s.cp * s.dp) / shards : expertRanks(job, s),
      inner: shards,
    };
    collectiveTime(job, { kind, ...expert }, rec.within(`${name}.expert`), expertGroup);
  }
  rec.derive(name, {
    label,
    unit: 'ms',
    value,
    formula: `${name}.dense.time${held.expert > 0 ? ` + ${name}.expert.time` : ''}`,
  });
}

/** Formulas of the two groups; `hybrid` keeps them within one NVLink domain. */
function groupFormulas(
  s: Strategy,
  label: string,
  bytes: string,
): readonly [CollectiveFormulas, CollectiveFormulas] {
  const group = (what: string, parameters: string, of: RankGroup) => ({
    label: `${label}${what}`,
    bytes: `constants.${bytes} * held.${parameters}`,
    gpus: s.sharding === 'hybrid' ? ranksInDomain(of) : of.ranks,
    inner: of.inner,
  });
  return [
    group('', 'denseParameters', DENSE_GROUP),
    group(' of experts', 'expertParameters', EXPERT_GROUP),
  ];
}

function noteCopies(job: TrainingJob, s: Strategy, held: Held, value: number, rec: Recorder): void {
  const gradients = gradientBytes(job);
  collectiveTime(
    job,
    {
      kind: 'allReduce',
      bytes: job.constants[gradients] * held.optimized,
      gpus: (s.dp * s.cp) / denseRanks(job, s),
      inner: job.hardware.nvlinkDomain,
    },
    rec.within('copies.sum'),
    {
      label: 'Summing gradients between domains',
      bytes: `constants.${gradients} * held.shardedParameters`,
      gpus: `${DENSE_GROUP.ranks} / ${ranksInDomain(DENSE_GROUP)}`,
      inner: 'hardware.nvlinkDomain',
    },
  );
  rec.derive('copies', {
    label: 'Summing gradients between domains',
    unit: 'ms',
    value,
    formula: 'copies.sum.time',
  });
}

function noteComputing(job: TrainingJob, s: Strategy, exchange: Exchange, rec: Recorder): void {
  rec.derive('window', {
    label: 'Micro-batches over which the chunks of a stage need weights and end gradients',
    unit: '1',
    value: windowMicroBatches(job, s),
    formula: 'if(strategy.vp > 1, min(strategy.pp, strategy.microBatches), 1)',
  });
  for (const way of ['forward', 'backward'] as const) {
    const parts = ['gemm', 'attention', 'memoryBound'].map((part) => `layer.${part}.${way}`);
    if (way === 'backward' && s.recompute !== 'none') parts.push(`layer.again.${s.recompute}`);
    rec.derive(way, {
      label: `Computing that may hide it, ${way}`,
      unit: 'ms',
      value: exchange[way],
      formula: `stageLayers * window * (${parts.join(' + ')})`,
    });
  }
}

function noteExposed(job: TrainingJob, s: Strategy, value: number, rec: Recorder): void {
  const isShared = sharesWeights(s.sharding);
  const scatters = sharesGradients(s.sharding) ? 'strategy.microBatches * ' : '';
  const gathers = isShared ? 'strategy.microBatches * ' : '';
  const hasGather = s.sharding !== 'none';
  const copies = s.sharding === 'hybrid';
  const gathered = hasGather ? ` + ${isShared ? '2 * ' : ''}${gathers}gather` : '';
  const waited = `${scatters}scatter${gathered}${copies ? ' + copies' : ''}`;
  rec.derive('exposed', {
    label: 'Communication that computing does not hide',
    unit: 'ms',
    value,
    formula:
      job.stack.dataOverlap === 'off'
        ? waited
        : `min(${overlapped(scatters, gathers, { hasGather, isShared, copies })}, ${waited})`,
    reason: 'The first and the last bucket, of a layer each, have nothing to hide behind.',
  });
}

function overlapped(
  scatters: string,
  gathers: string,
  has: { readonly hasGather: boolean; readonly isShared: boolean; readonly copies: boolean },
): string {
  const leaving = exposedFormula(has.isShared ? '(gather + scatter)' : 'scatter', 'backward');
  const terms = [
    `${scatters}(${leaving})`,
    ...(has.hasGather ? [`${gathers}(${exposedFormula('gather', 'forward')})`] : []),
    ...(has.copies ? [exposedFormula('copies', 'backward')] : []),
    `(${scatters}scatter${has.hasGather ? ` + ${gathers}gather` : ''}) / stageLayers`,
  ];
  return terms.join(' + ');
}
