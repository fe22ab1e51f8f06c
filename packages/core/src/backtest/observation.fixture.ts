import type { Observation } from './observation.ts';

/** A run of 8 GPUs that took as long as modelled, except for the fields given. */
export function observed(about: Partial<Observation> = {}): Observation {
  const modelled = about.modelled ?? 1;
  return {
    id: 'a',
    source: 'A',
    stack: 'megatron-core-2024',
    gpu: 'H100-SXM-80GB',
    gpus: 8,
    precision: 'bf16',
    moe: false,
    sequenceLength: 8192,
    modelKey: 'llama3-8b',
    strategy: 'TP1',
    tokens: 1e6,
    flopPerToken: 4e10,
    peak: 1e15,
    measured: 1,
    modelled,
    predicted: modelled,
    extrapolated: [],
    ...about,
  };
}
