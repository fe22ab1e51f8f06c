import type { Observation } from './observation.ts';

/** The properties that decide the strata of a run. */
export type StratumSubject = Pick<
  Observation,
  'gpu' | 'gpus' | 'precision' | 'moe' | 'sequenceLength'
>;

interface StratumRule {
  readonly label: string;
  readonly holds: (run: StratumSubject) => boolean;
}

const MANY_GPUS = 1024;
const LONG_CONTEXT = 32_768;
const BLACKWELL = /^g?b[23]00/i;

/** Kinds of run whose errors are reported separately; a run may belong to several or none. */
export const STRATA = {
  h100Bf16: {
    label: 'H100 dense bf16',
    holds: (run) => /^h100/i.test(run.gpu) && !run.moe && run.precision === 'bf16',
  },
  h100Fp8: {
    label: 'H100 dense fp8',
    holds: (run) => /^h100/i.test(run.gpu) && !run.moe && run.precision === 'fp8',
  },
  moe: { label: 'Mixtures of experts', holds: (run) => run.moe },
  moeHopper: {
    label: 'Mixtures of experts, Hopper',
    holds: (run) => run.moe && /^h[128]00/i.test(run.gpu),
  },
  moeBlackwell: {
    label: 'Mixtures of experts, Blackwell',
    holds: (run) => run.moe && BLACKWELL.test(run.gpu),
  },
  manyGpus: { label: '1,024 GPUs and more', holds: (run) => run.gpus >= MANY_GPUS },
  a100: { label: 'A100', holds: (run) => /^a100/i.test(run.gpu) },
  a100Nodes: {
    label: 'A100, several nodes',
    holds: (run) => /^a100/i.test(run.gpu) && run.gpus > 8,
  },
  blackwell: { label: 'Blackwell', holds: (run) => BLACKWELL.test(run.gpu) },
  longContext: {
    label: 'Sequences of 32,768 and more',
    holds: (run) => run.sequenceLength >= LONG_CONTEXT,
  },
} as const satisfies Readonly<Record<string, StratumRule>>;

export type Stratum = keyof typeof STRATA;

export const STRATUM_NAMES = Object.keys(STRATA) as readonly Stratum[];

export function strataOf(run: StratumSubject): Stratum[] {
  return STRATUM_NAMES.filter((name) => STRATA[name].holds(run));
}
