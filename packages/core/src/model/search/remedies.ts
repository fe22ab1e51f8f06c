import { multiplesNear } from '../../base/index.ts';
import type { TrainingJob } from '../job.ts';
import { type PinnedField, SHARDINGS, type Strategy } from '../strategy.ts';
import { brokenRules, type LayoutReason, refuse } from './refuse.ts';
import { divisors, interleavings, MOST_SEQUENCES } from './space.ts';

/** What of a job can be changed besides its strategy. */
type JobField = 'gpus' | 'globalBatch' | 'sequenceLength';

/** Values of one field with which a strategy keeps a rule that it broke. */
export interface Remedy {
  readonly field: PinnedField | JobField;
  /** In ascending order; at least one. */
  readonly values: readonly (number | string)[];
  /** Whether the strategy can then be laid out: it breaks no other rule either. */
  readonly suffices: boolean;
}

/** The fields of a rule, first those that are usually the mistake. */
const FIELDS: Readonly<Record<LayoutReason, readonly (PinnedField | JobField)[]>> = {
  gpus: ['tp', 'pp', 'cp', 'gpus'],
  software: ['cp'],
  domain: ['tp'],
  heads: ['tp'],
  ffn: ['tp'],
  sharedFfn: ['tp'],
  exchange: ['cp', 'tp'],
  kvHeads: ['tp'],
  denseModel: ['ep', 'etp'],
  expertTensor: ['etp', 'ep', 'tp'],
  experts: ['ep'],
  expertFfn: ['etp'],
  sequence: ['cp', 'sequenceLength'],
  expertRanks: ['ep', 'etp', 'gpus'],
  batch: ['microBatch', 'globalBatch', 'gpus'],
  interleaving: ['vp', 'pp'],
  layers: ['vp', 'pp'],
  rounds: ['vp', 'microBatch', 'globalBatch'],
  sharding: ['sharding', 'pp'],
};

/**
 * What to change so that a strategy keeps a rule: for each field of it that may be changed the values that do.
 * Where some of these break no other rule either, only they are given.
 */
export function remediesFor(
  job: TrainingJob,
  s: Strategy,
  reason: LayoutReason,
  mayChange: (field: PinnedField | JobField) => boolean,
): Remedy[] {
  const remedies = FIELDS[reason].filter(mayChange).flatMap((field) => {
    const keeping = valuesOf(job, s, field).filter((value) => {
      const changed = withValue(job, s, field, value);
      return !brokenRules(changed.job, changed.strategy).includes(reason);
    });
    const sufficing = keeping.filter((value) => {
      const changed = withValue(job, s, field, value);
      return refuse(changed.job, changed.strategy) === undefined;
    });
    const suffices = sufficing.length > 0;
    const values = suffices ? sufficing : keeping;
    return values.length > 0 ? [{ field, values, suffices }] : [];
  });
  return remedies.some(({ suffices }) => suffices)
    ? remedies.filter(({ suffices }) => suffices)
    : remedies;
}

/** A job and its strategy with one field changed; what follows from that field changes with it. */
export function withValue(
  job: TrainingJob,
  s: Strategy,
  field: PinnedField | JobField,
  value: number | string,
): { readonly job: TrainingJob; readonly strategy: Strategy } {
  const changedJob = isJobField(field) ? { ...job, [field]: value } : job;
  const changed: Strategy = isJobField(field) ? s : { ...s, [field]: value };
  // Without EP, ETP is that of TP and moves with it.
  const etp = field === 'tp' && s.ep === 1 && s.etp === s.tp ? changed.tp : changed.etp;
  const dp = changedJob.gpus / (changed.tp * changed.pp * changed.cp);
  return { job: changedJob, strategy: { ...changed, etp, dp } };
}

function isJobField(field: PinnedField | JobField): field is JobField {
  return field === 'gpus' || field === 'globalBatch' || field === 'sequenceLength';
}

/** What may be tried for a field. */
function valuesOf(
  job: TrainingJob,
  s: Strategy,
  field: PinnedField | JobField,
): readonly (number | string)[] {
  const { gpus, globalBatch, sequenceLength, model } = job;
  switch (field) {
    case 'tp':
    case 'pp':
    case 'cp':
      return divisors(gpus);
    case 'vp':
      return interleavings(model.layers, s.pp);
    case 'ep':
      return divisors(Math.max(1, model.experts));
    case 'etp':
      return s.tp === 1 ? [1] : [1, s.tp];
    case 'microBatch':
      return divisors(globalBatch).filter((sequences) => sequences <= MOST_SEQUENCES);
    case 'sharding':
      return SHARDINGS;
    case 'recompute':
      return [];
    case 'gpus':
      return multiplesNear(gpus, s.tp * s.pp * s.cp * (s.ep > 1 ? s.ep * s.etp : 1));
    case 'globalBatch':
      return multiplesNear(globalBatch, s.dp * s.microBatch * (s.vp > 1 ? s.pp : 1));
    case 'sequenceLength':
      return multiplesNear(sequenceLength, 2 * s.cp);
  }
}
