import { type Recorder, showQuantity } from '../../base/index.ts';
import { type Battery, type PowerBounds, type Ramp, safeEnergy } from '../../model/index.ts';
import type { SitePower } from './report.ts';

/** What the figures of a trace are computed from. */
export interface Traced {
  readonly site: Float64Array;
  readonly interval: number;
  readonly seconds: number;
  readonly ramp: Ramp;
  readonly minuteRamp: Ramp;
  readonly smallest: Battery;
  /** The powers between which the site can move. */
  readonly bounds: PowerBounds;
}

type Figures = Pick<SitePower, 'average' | 'least' | 'most' | 'swing' | 'smallest' | 'safe'>;

/**
 * Figures of a trace, noted under `rec` after the levels.
 * @param limit of the site, W/s
 */
export function noteTrace(traced: Traced, limit: number, rec: Recorder): Figures {
  rec.know('interval', 'Time that a sample averages over', {
    value: traced.interval,
    unit: 'ms',
    provenance: 'method',
    reason: 'Steps swing within seconds, and measurements at 100 ms are common.',
  });
  return { ...noteSamples(traced, rec), ...noteBatteries(traced, limit, rec) };
}

function noteSamples(
  { site, seconds, ramp, minuteRamp }: Traced,
  rec: Recorder,
): Pick<Figures, 'average' | 'least' | 'most' | 'swing'> {
  const inputs = ['power.compute', 'power.wait', 'power.idle'];
  const over = `Over the trace of ${showQuantity(seconds, 's')}, each sample the mean of 100 ms`;
  const find = (name: string, label: string, unit: string, value: number, more = '.'): number => {
    rec.find(name, 'simulated', { label, unit, value, inputs, reason: over + more });
    return value;
  };
  const sum = site.reduce((total, power) => total + power, 0);
  const average = find('average', 'Average site power', 'MW', sum / site.length);
  const least = find(
    'least',
    'Least site power',
    'MW',
    site.reduce((a, b) => Math.min(a, b)),
  );
  const most = find(
    'most',
    'Most site power',
    'MW',
    site.reduce((a, b) => Math.max(a, b)),
  );
  const swing = rec.figure('swing', {
    label: 'Swing of site power',
    unit: 'MW',
    formula: 'most - least',
  });
  const at = ({ direction, time }: Ramp): string =>
    `; ${direction}, ${showQuantity(time, 's')} in.`;
  find('ramp.rate', 'Largest ramp of the site', 'MW/s', ramp.rate, at(ramp));
  find('ramp.time', 'When the largest ramp begins', 's', ramp.time);
  find('minuteRamp.rate', 'Largest change in a minute', 'MW/min', minuteRamp.rate, at(minuteRamp));
  find('minuteRamp.time', 'When the largest change in a minute begins', 's', minuteRamp.time);
  return { average, least, most, swing };
}

function noteBatteries(
  { interval, smallest, bounds }: Traced,
  limit: number,
  rec: Recorder,
): Pick<Figures, 'smallest' | 'safe'> {
  const inputs = ['site.rampLimit', 'swing'];
  const reason =
    'The smallest for this trace by bisection over what states can be reached, knowing the trace beforehand; losses are left out.';
  const { energy, power } = smallest;
  rec.find('smallest.energy', 'chosen', {
    label: 'Energy of the smallest battery for this trace',
    unit: 'MWh',
    value: energy,
    reason,
    inputs,
  });
  rec.find('smallest.power', 'chosen', {
    label: 'Power of the smallest battery for this trace',
    unit: 'MW',
    value: power,
    reason: 'The most that it gives or takes under one schedule that keeps the limit.',
    inputs,
  });
  return { smallest: { energy, power }, safe: noteSafe(bounds, interval, limit, rec) };
}

function noteSafe(
  bounds: PowerBounds,
  interval: number,
  limit: number,
  rec: Recorder,
): Figures['safe'] {
  const power = rec.figure('safe.power', {
    label: 'Power of the safe battery',
    unit: 'MW',
    formula: 'power.full - power.idle',
    reason: 'The site may drop to idle while the grid still gives full power.',
  });
  rec.figure('safe.steps', {
    label: 'Samples that the grid takes from one bound to the other',
    unit: '1',
    formula: 'floor(safe.power / (site.rampLimit * interval))',
  });
  const energy = safeEnergy(bounds, interval, limit);
  rec.derive('safe.energy', {
    label: 'Energy of the safe battery',
    unit: 'MWh',
    value: energy,
    formula:
      'interval * ((safe.steps + 1) * safe.power' +
      ' - site.rampLimit * interval * safe.steps * (safe.steps + 1) / 2)',
    reason:
      'About power^2 / (2 * limit). Enough for any order of events, without knowing what comes next, and no smaller one is enough; losses are left out.',
  });
  return { energy, power };
}
