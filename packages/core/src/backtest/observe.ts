import { failed, ok, type Result } from '../base/index.ts';
import { doubts, showStrategy, sizeModel, stepTime } from '../model/index.ts';
import type { Observation } from './observation.ts';
import { measuredStepTime, scenarioOfRow } from './row.ts';
import { factorOf } from './stack-factor.ts';
import { stackOfRow } from './stack-of-row.ts';
import type { RunRow } from './table.ts';

/** A row as far as it can be read: always the stack, and the measured time if one follows. */
export interface ObservedRow {
  readonly id: string;
  readonly source: string;
  readonly stack: string;
  /** s */
  readonly measured?: number;
  /** The observation, or why there is none. */
  readonly observation: Result<Observation>;
}

/** Compares one row of a table of measured runs with the model. */
export function observeRow(row: RunRow): ObservedRow {
  const software = stackOfRow(row);
  const base = { id: row.get('id') ?? '', source: row.get('source') ?? '', stack: software.stack };
  const scenario = scenarioOfRow(row);
  const measured = measuredStepTime(row, scenario.ok ? scenario.value : undefined);
  if (!measured.ok) return { ...base, observation: measured };
  const known = { ...base, measured: measured.value };
  if (!scenario.ok) return { ...known, observation: scenario };
  const { job, strategy, assumptions } = scenario.value;
  const { time, overhead } = stepTime(job, strategy);
  const modelled = time - overhead;
  const predicted = modelled * factorOf(software.stack);
  // Extreme numbers give no finite ratio, and would spoil the statistics.
  const ratio = measured.value / modelled;
  if (!(ratio > 0 && ratio < Number.POSITIVE_INFINITY)) {
    return { ...known, observation: failed({ code: 'backtest.skipped', message: BEYOND }) };
  }
  return {
    ...known,
    observation: ok({
      ...known,
      gpu: row.get('gpu') ?? '',
      gpus: job.gpus,
      precision: job.precision,
      moe: job.model.experts > 0,
      sequenceLength: job.sequenceLength,
      modelKey: row.get('model_key') || `${job.model.layers} x ${job.model.hidden}`,
      strategy: showStrategy(strategy),
      tokens: job.globalBatch * job.sequenceLength,
      flopPerToken: sizeModel(job.model, job.sequenceLength).flopPerToken,
      peak: job.hardware.gpu.peak,
      modelled,
      predicted,
      extrapolated: doubts(job, strategy),
      ...(assumptions.length > 0 ? { assumptions } : {}),
    }),
  };
}

const BEYOND = 'the measured or the predicted time is too extreme to compare';
