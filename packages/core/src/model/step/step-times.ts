/** Where the time of one optimizer step goes, s. The parts add up to `time`. */
export interface StepTimes {
  readonly gemm: number;
  readonly attention: number;
  readonly memoryBound: number;
  readonly recompute: number;
  readonly tensorParallel: number;
  readonly contextParallel: number;
  readonly expertParallel: number;
  /** Waiting for the host to launch what the GPU could do already. */
  readonly host: number;
  readonly pipelineSend: number;
  readonly bubble: number;
  readonly dataParallel: number;
  readonly optimizer: number;
  /** What the software stack takes beyond all that is modelled; negative where it takes less. */
  readonly overhead: number;
  readonly time: number;
}

export type MutableStep = { -readonly [Name in keyof StepTimes]: StepTimes[Name] };

/** The parts that are modelled, which `overhead` is a share of. */
export const MODELLED_PARTS = [
  'gemm',
  'attention',
  'memoryBound',
  'recompute',
  'tensorParallel',
  'contextParallel',
  'expertParallel',
  'host',
  'pipelineSend',
  'bubble',
  'dataParallel',
  'optimizer',
] as const satisfies readonly (keyof StepTimes)[];

/** A place to write to. */
export function emptyStep(): MutableStep {
  return {
    gemm: Number.NaN,
    attention: Number.NaN,
    memoryBound: Number.NaN,
    recompute: Number.NaN,
    tensorParallel: Number.NaN,
    contextParallel: Number.NaN,
    expertParallel: Number.NaN,
    host: Number.NaN,
    pipelineSend: Number.NaN,
    bubble: Number.NaN,
    dataParallel: Number.NaN,
    optimizer: Number.NaN,
    overhead: Number.NaN,
    time: Number.NaN,
  };
}
