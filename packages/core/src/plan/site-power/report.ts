import type { Notes } from '../../base/index.ts';
import type { Ramp } from '../../model/index.ts';

/** What a training GPU is doing, as far as its power tells. */
export type StepPhase = 'fill' | 'compute' | 'drain' | 'communicate' | 'optimizer';

/** What the run is doing. */
export type RunPhase = 'train' | 'checkpoint' | 'hang' | 'idle' | 'restart';

/** A part of one step, site power going in a straight line from `from` to `to`. */
export interface StepPower {
  readonly phase: StepPhase;
  /** s. */
  readonly duration: number;
  /** W. */
  readonly from: number;
  readonly to: number;
}

/** A stretch of the trace. */
export interface RunStretch {
  readonly phase: RunPhase;
  /** s from the start of the trace. */
  readonly start: number;
  readonly duration: number;
}

/** Power of a whole site while one run trains, writes a checkpoint, fails and starts again. */
export interface SitePower {
  readonly run: string;
  /** s that each sample is the mean of. */
  readonly interval: number;
  /** s that the samples cover. */
  readonly seconds: number;
  /** W/s that the grid allows. */
  readonly rampLimit: number;
  /** Drawn by the site, W. */
  readonly site: readonly number[];
  /** From the grid with the smallest battery, which knows what comes, and with the safe one, W. */
  readonly smallestGrid: readonly number[];
  readonly safeGrid: readonly number[];
  readonly step: readonly StepPower[];
  readonly stretches: readonly RunStretch[];
  /** W. */
  readonly average: number;
  readonly least: number;
  readonly most: number;
  readonly swing: number;
  /** Between neighbouring samples, and between samples a minute apart. */
  readonly ramp: Ramp;
  readonly minuteRamp: Ramp;
  /** Enough for this trace, known beforehand: no smaller one is. J and W. */
  readonly smallest: { readonly energy: number; readonly power: number };
  /** Enough for anything between idle and computing, not known beforehand: no smaller one is. J and W. */
  readonly safe: { readonly energy: number; readonly power: number };
  /** Of every figure, under `sitePower.<run>`; what they rest on are notes of the plan. */
  readonly notes: Notes;
}
