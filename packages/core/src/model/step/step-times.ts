/** Where the time of one optimizer step goes, s. The parts add up to `time`. */
export interface StepTimes {
  readonly gemm: number;
  readonly attention: number;
  readonly memoryBound: number;
  readonly recompute: number;
  readonly tensorParallel: number;
  readonly contextParallel: number;
  readonly expertParallel: number;
  /** Waiting for the host to launch work that the GPU is ready for. */
  readonly host: number;
  readonly pipelineSend: number;
  readonly bubble: number;
  readonly dataParallel: number;
  readonly optimizer: number;
  /** Time of the software stack beyond what is modelled; negative if it takes less. */
  readonly overhead: number;
  readonly time: number;
}

export type MutableStep = { -readonly [Name in keyof StepTimes]: StepTimes[Name] };

/** The modelled parts, of which `overhead` is a share. */
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

/** An object to write into. */
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
