import {
  failed,
  Notebook,
  ok,
  parseQuantity,
  type Result,
  showQuantity,
} from '../../base/index.ts';
import type { Factory } from '../../factory/index.ts';
import { RAMP_LIMIT, RESTART_PARTS } from '../../facts/index.ts';
import { largestRamp, safeBattery, samplePower, smallestBattery } from '../../model/index.ts';
import type { Plan } from '../plan.ts';
import { noteTrace } from './figures.ts';
import { planLevels } from './levels.ts';
import type { SitePower } from './report.ts';
import { type RunTimes, stepPower, timelineOf, wholeStory } from './timeline.ts';

/** Length of a sample, which is a mean, s. */
const INTERVAL = 0.1;
/** The longest trace, s. */
export const LONGEST_TRACE = 3600;
/** Unit of a limit as people write it. */
const LIMIT_UNIT = 'MW/min';
/**
 * Limits are taken between these, W/s: 1 kW and 1 PW a minute. A battery that holds a factory to less than the
 * first would hold years of its energy, and no site can exceed the second.
 */
const LEAST_LIMIT = 1e3 / 60;
const MOST_LIMIT = 1e15 / 60;

export interface SitePowerOptions {
  /** Length of the trace, up to `LONGEST_TRACE`; by default long enough for the whole story. */
  readonly seconds?: number | undefined;
  /** How fast the grid's power may change: by default `10 MW/min`. */
  readonly rampLimit?: string | undefined;
}

/**
 * Power of the whole site every 100 ms while a run trains, writes a checkpoint, fails and restarts; its
 * largest ramp, and the batteries that keep the grid's power within a ramp limit. docs/power.md explains how.
 * The run must be one of the plan.
 *
 * Problems: those of a quantity, and `power.rampLimit` for a limit that no grid has.
 */
export function planSitePower(
  factory: Factory,
  plan: Plan,
  run: string,
  options: SitePowerOptions = {},
): Result<SitePower> {
  const limit = readLimit(options.rampLimit);
  if (!limit.ok) return limit;
  const training = plan.training[run]!;
  const book = new Notebook(new Map(Object.entries(plan.notes)));
  const rec = book.within(`sitePower.${run}`, {
    hardware: 'factory.hardware',
    run: `training.${run}`,
  });
  const levels = planLevels(rec);
  const times = timesOf(factory, plan, run);
  const { stepTime } = training;
  const seconds = options.seconds ?? Math.min(LONGEST_TRACE, wholeStory(stepTime, times));
  const step = stepPower(training, levels);
  const timeline = timelineOf(step, levels, times, seconds, INTERVAL);
  const site = samplePower(timeline.segments, INTERVAL);
  const smallest = smallestBattery(site, INTERVAL, limit.value);
  const bounds = { least: levels.idle, most: levels.full };
  const settled = Math.min(site.length, Math.ceil(stepTime / INTERVAL));
  const safe = safeBattery(site, bounds, INTERVAL, limit.value, settled);
  const ramps = {
    ramp: largestRamp(site, INTERVAL),
    minuteRamp: largestRamp(site, INTERVAL, 60),
  };
  const traced = { site, interval: INTERVAL, seconds, ...ramps, smallest, bounds };
  const given = options.rampLimit === undefined ? undefined : limit.value;
  const figures = noteTrace(traced, given, rec);
  const notes = Object.fromEntries(
    Object.entries(book.toNotes()).filter(([id]) => !Object.hasOwn(plan.notes, id)),
  );
  return ok({
    run,
    interval: INTERVAL,
    seconds,
    rampLimit: limit.value,
    site: [...site],
    smallestGrid: [...smallest.grid],
    safeGrid: [...safe.grid],
    step,
    stretches: timeline.stretches,
    ...ramps,
    ...figures,
    notes,
  });
}

function readLimit(text: string | undefined): Result<number> {
  if (text === undefined) return ok(RAMP_LIMIT.value);
  const read = parseQuantity(text, LIMIT_UNIT);
  if (!read.ok) return failed({ ...read.problems[0]!, path: 'rampLimit' });
  const { value } = read.value;
  // A hair beyond, for 1 kW/min is not exactly a thousand sixtieths of a W/s.
  if (value >= LEAST_LIMIT * (1 - 1e-9) && value <= MOST_LIMIT * (1 + 1e-9)) return ok(value);
  const [least, most] = [LEAST_LIMIT, MOST_LIMIT].map((each) => showQuantity(each, LIMIT_UNIT));
  const message = `No grid asks for a ramp limit of ${text}; give one from ${least} to ${most}, such as 10 MW/min.`;
  return failed({
    code: 'power.rampLimit',
    path: 'rampLimit',
    message,
    expected: `${least} to ${most}`,
  });
}

/** The time from a failure until training resumes, divided as measured at 98,304 GPUs. */
function timesOf({ operations }: Factory, plan: Plan, run: string): RunTimes {
  const { checkpoint, recoveryTime } = plan.training[run]!;
  const hang = Math.min(recoveryTime, operations.detectTime.value);
  const { schedule, loadCheckpoint, initialiseCollectives, firstStep } = RESTART_PARTS;
  const starting = loadCheckpoint.value + initialiseCollectives.value + firstStep.value;
  const idle = (recoveryTime - hang) * (schedule.value / (schedule.value + starting));
  return {
    checkpointTime: checkpoint.writeTime,
    checkpointInterval: checkpoint.interval,
    hang,
    idle,
    restart: recoveryTime - hang - idle,
  };
}
