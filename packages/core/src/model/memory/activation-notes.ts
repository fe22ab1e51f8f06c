import type { Recorder, Source } from '../../base/index.ts';
import type { TrainingJob } from '../job.ts';
import type { Recompute } from '../strategy.ts';
import type { ActivationSizes } from './activations.ts';
import type { Stage } from './stages.ts';

const KORTHIKANTI: Source = {
  title: 'Korthikanti et al., Reducing Activation Recomputation, arXiv:2205.05198',
  locator: 'sections 4.1-4.3 and appendix C',
};

const BYTES = 'constants.activationBytes';
const TOKENS = 'microBatchTokens';
const SCORES = `${TOKENS} * constants.scoreBytes * model.heads * run.sequenceLength / strategy.tp`;
const EXPERTS = '(model.topK * model.expertFfn + model.sharedFfn)';
const LATENT = 'model.heads * (model.headDim + model.ropeDim + model.valueDim)';
const ATTENTION =
  `if(model.keyValueRank > 0, 2 * ${LATENT} + 2 * (model.queryRank + model.keyValueRank),` +
  ' (model.headDim + model.valueDim) * (model.heads + model.kvHeads))';

/** The two kinds of layers, by the names of their notes. */
const KINDS = {
  dense: {
    words: 'a layer with a dense MLP',
    mlp: 'model.mlpMatrices * model.ffn',
    outputs: 'model.ffn',
  },
  moe: {
    words: 'a layer with experts',
    mlp: `model.mlpMatrices * ${EXPERTS} + model.topK * model.hidden`,
    outputs: EXPERTS,
  },
} as const;
type Kind = keyof typeof KINDS;

/** What a stage keeps for the backward pass, and of what. */
export interface StageActivations {
  readonly stage: Stage;
  readonly sizes: ActivationSizes;
  /** B. */
  readonly activations: number;
}

/** Notes the activations of a stage, from one layer and micro-batch to all in flight. */
export function noteActivations(
  job: TrainingJob,
  recompute: Recompute,
  { stage, sizes, activations }: StageActivations,
  rec: Recorder,
): void {
  const kinds: Kind[] = [
    ...(stage.denseLayers > 0 ? (['dense'] as const) : []),
    ...(stage.moeLayers > 0 ? (['moe'] as const) : []),
  ];
  for (const kind of kinds) noteLayer(job, kind, sizes, rec);
  const split = job.stack.sequenceParallel === 'on' ? ' / strategy.tp' : '';
  rec.derive('layerInput', {
    label: 'Input of one layer and micro-batch',
    unit: 'MB',
    value: sizes.input,
    formula: `${BYTES} * ${TOKENS} * model.hidden${split}`,
    source: KORTHIKANTI,
  });
  const { formula, reason } = FORMULAS[recompute](kinds);
  rec.derive('activations', {
    label: 'Activations on the fullest GPU',
    unit: 'GB',
    value: activations,
    formula: kinds.length > 0 ? formula : '0 * layerInput',
    source: KORTHIKANTI,
    reason,
  });
}

function noteLayer(job: TrainingJob, kind: Kind, sizes: ActivationSizes, rec: Recorder): void {
  const { stack } = job;
  const { words, mlp } = KINDS[kind];
  const stored = job.precision === 'bf16' ? BYTES : `${BYTES} * constants.storedShare`;
  const split = stack.sequenceParallel === 'on' ? ' / strategy.tp' : '';
  const scores = stack.attention === 'unfused' ? ` + ${SCORES}` : '';
  rec.derive(`${kind}Activations`, {
    label: `Activations of ${words} and one micro-batch`,
    unit: 'MB',
    value: sizes[kind].kept,
    formula: `${stored} * ${TOKENS} * (4 * model.hidden${split} + (${ATTENTION} + ${mlp}) / strategy.tp)${scores}`,
    source: KORTHIKANTI,
  });
  const [formula, reason] = renewedFormula(job, kind, stored);
  rec.derive(`${kind}Renewed`, {
    label: 'Of these, what selective recompute computes again',
    unit: 'MB',
    value: sizes[kind].renewed,
    formula,
    reason,
  });
}

function renewedFormula(
  { stack }: TrainingJob,
  kind: Kind,
  stored: string,
): readonly [string, string] {
  if (stack.selective === 'products') {
    return [`${kind}Activations / 2`, 'Every second product with what surrounds it.'];
  }
  if (stack.selective === 'activations') {
    return [
      `${stored} * ${TOKENS} * (2 * model.hidden + ${KINDS[kind].outputs}` +
        ` + if(model.keyValueRank > 0, ${LATENT}, 0)) / strategy.tp`,
      'Outputs of norms and activation functions, and of up-projections in latent attention.',
    ];
  }
  return stack.attention === 'unfused'
    ? [SCORES, 'The attention scores.']
    : [`0 * ${kind}Activations`, 'Fused attention keeps no scores that could be computed again.'];
}

/** Layers of each kind times their bytes. */
function each(kinds: readonly Kind[], bytes: (kind: Kind) => string): string {
  return `inFlight * (${kinds.map((kind) => `${kind}Layers * ${bytes(kind)}`).join(' + ')})`;
}

function largest(kinds: readonly Kind[], bytes: (kind: Kind) => string): string {
  return kinds.length === 1 ? bytes(kinds[0]!) : `max(${kinds.map(bytes).join(', ')})`;
}

const FORMULAS: Readonly<
  Record<
    Recompute,
    (kinds: readonly Kind[]) => { readonly formula: string; readonly reason: string }
  >
> = {
  none: (kinds) => ({
    formula: each(kinds, (kind) => `${kind}Activations`),
    reason: 'Everything that the backward pass needs is kept.',
  }),
  selective: (kinds) => ({
    formula:
      each(kinds, (kind) => `(${kind}Activations - ${kind}Renewed)`) +
      ` + ${largest(kinds, (kind) => `${kind}Renewed`)}`,
    reason: 'Selective recompute computes part of each layer again, one layer at a time.',
  }),
  full: (kinds) => ({
    formula: `inFlight * layers * layerInput + ${largest(kinds, (kind) => `${kind}Activations`)}`,
    reason: 'Full recompute keeps only the inputs of layers, and all of the one being computed.',
  }),
};
