import type { TrainingPlan } from '../../api/types.ts';

type Features = TrainingPlan['features'];
export type FeatureName = keyof Features;

/** One switch of a software stack, in words. */
export interface Feature {
  readonly name: FeatureName;
  readonly label: string;
  /** Its values, each with its words. */
  readonly values: Readonly<Record<string, string>>;
}

const SWITCH = { on: 'on', off: 'off' } as const;

/** Kernels first, then what is hidden behind computing, then how data is exchanged and stored. */
export const FEATURES: readonly Feature[] = [
  {
    name: 'attention',
    label: 'Attention kernels',
    values: {
      unfused: 'not fused',
      triton: 'Triton',
      flash2: 'FlashAttention-2',
      flash3: 'cuDNN, FA-3',
    },
  },
  {
    name: 'elementwise',
    label: 'Norms, activations',
    values: { fused: 'fused', eager: 'one kernel each' },
  },
  {
    name: 'accumulation',
    label: 'Gradient sums',
    values: { fused: 'in the products', separate: 'a pass of their own' },
  },
  { name: 'cudaGraphs', label: 'CUDA graphs', values: SWITCH },
  { name: 'sequenceParallel', label: 'Sequence parallelism', values: SWITCH },
  { name: 'tensorOverlap', label: 'TP beside computing', values: SWITCH },
  { name: 'dataOverlap', label: 'DP beside computing', values: SWITCH },
  { name: 'sendOverlap', label: 'PP beside computing', values: SWITCH },
  {
    name: 'contextExchange',
    label: 'Keys, values over CP',
    values: { none: 'not at all', ring: 'ring', gather: 'gather', allToAll: 'all-to-all' },
  },
  {
    name: 'dispatch',
    label: 'Tokens to experts',
    values: { perExpert: 'copy per expert', deduplicated: 'copy per GPU' },
  },
  { name: 'gradients', label: 'Gradients summed in', values: { bf16: 'bf16', fp32: 'fp32' } },
  {
    name: 'selective',
    label: 'Selective recompute',
    values: {
      attention: 'attention',
      activations: 'activations',
      products: 'half the products',
    },
  },
];

/** The features in which the run differs from its stack. */
export function switched({ features, stackFeatures }: TrainingPlan): FeatureName[] {
  return FEATURES.map(({ name }) => name).filter((name) => features[name] !== stackFeatures[name]);
}

/**
 * The edit that sets a feature to the chosen value: undefined or an empty text if the stack already has that
 * value, which undoes an edit or removes what the file says.
 */
export function featureEdit(
  chosen: string,
  ofStack: string,
  edited: string | undefined,
): string | undefined {
  if (chosen !== ofStack) return chosen;
  return edited === undefined ? '' : undefined;
}
