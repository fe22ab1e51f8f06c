import type { Plain, Recorder, Seconds } from '../../base/index.ts';
import type { MemoryFit, MoeFit } from '../../facts/index.ts';
import { inputs } from './inputs.ts';

/**
 * Forward time of the gated experts that one GPU holds, with tokens spread evenly: `up` and `down`
 * are the times of their two grouped GEMMs (`groupedGemmTime`, n = 2 `inter` and n = `hidden`), to
 * which permuting `rows` token copies, the activation and unpermuting are added.
 *
 * With a recorder it writes the notes `traffic` and `time`; the scope must hold the aliases `up`,
 * `down`, `rows`, `hidden`, `inter`, `fit` and `memory`.
 */
export function moeExpertsTime(
  up: Seconds,
  down: Seconds,
  rows: number,
  hidden: number,
  inter: number,
  fit: Plain<MoeFit>,
  memory: Plain<MemoryFit>,
  rec?: Recorder,
): Seconds {
  const traffic = fit.activationBytes * rows * (4 * hidden + 3 * inter);
  const time = fit.slowdown * (up + down + traffic / memory.bandwidth);
  if (rec) explain(rec, traffic, time);
  return time;
}

/** Whether the tokens per expert lie outside what the constant was fitted to. */
export function moeExtrapolated(rowsPerExpert: number, fit: Plain<MoeFit>): boolean {
  const span = fit.measured.rowsPerExpert;
  return rowsPerExpert < span.least || rowsPerExpert > span.most;
}

function explain(rec: Recorder, traffic: number, time: number): void {
  rec.derive('traffic', {
    label: 'Memory traffic between the grouped GEMMs',
    unit: 'MB',
    value: traffic,
    formula: 'fit.activationBytes * rows * (4 * hidden + 3 * inter)',
    inputs: inputs('rows', 'hidden', 'inter', 'fit.activationBytes'),
  });
  rec.derive('time', {
    label: 'Expert time',
    unit: 'ms',
    value: time,
    formula: 'fit.slowdown * (up + down + traffic / memory.bandwidth)',
    inputs: inputs('up', 'down', 'traffic', 'fit.slowdown', 'memory.bandwidth'),
  });
}
