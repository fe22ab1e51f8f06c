import type { Notes } from '../../base/index.ts';
import type { Ramp } from '../../model/index.ts';

/** What a training GPU is doing, as far as it affects power. */
export type StepPhase = 'fill' | 'compute' | 'drain' | 'communicate' | 'optimizer';

/** What the run is doing. */
export type RunPhase = 'train' | 'checkpoint' | 'hang' | 'idle' | 'restart';

/** A part of one step, over which site power changes linearly from `from` to `to`. */
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

/** Power of a whole site while one run trains, writes a checkpoint, fails and restarts. */
export interface SitePower {
  readonly run: string;
  /** Length of a sample, which is a mean, s. */
  readonly interval: number;
  /** Length of the trace, s. */
  readonly seconds: number;
  /** W/s that the grid allows. */
  readonly rampLimit: number;
  /** Drawn by the site, W. */
  readonly site: readonly number[];
  /** Drawn from the grid, W, with the smallest battery, which knows the trace in advance, and with the safe one. */
  readonly smallestGrid: readonly number[];
  readonly safeGrid: readonly number[];
  readonly step: readonly StepPower[];
  readonly stretches: readonly RunStretch[];
  /** W. */
  readonly average: number;
  readonly least: number;
  readonly most: number;
  readonly swing: number;
  /** Largest ramps between neighbouring samples, and between samples a minute apart. */
  readonly ramp: Ramp;
  readonly minuteRamp: Ramp;
  /** The smallest battery that is enough for this trace, known in advance. J and W. */
  readonly smallest: { readonly energy: number; readonly power: number };
  /** The smallest battery that is enough for anything between idle and computing, not known in advance. J and W. */
  readonly safe: { readonly energy: number; readonly power: number };
  /** A note for every figure, under `sitePower.<run>`; their inputs are notes of the plan. */
  readonly notes: Notes;
}
