import { Notebook } from '../../base/index.ts';
import type { Factory } from '../../factory/index.ts';
import { RESTART_PARTS } from '../../facts/index.ts';
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

/**
 * Power of the whole site every 100 ms while a run trains, writes a checkpoint, fails and restarts; its
 * largest ramp, and the batteries that keep the grid's power within the ramp limit of the site. docs/power.md
 * explains how. The run must be one of the plan.
 *
 * @param length s, up to `LONGEST_TRACE`; by default long enough for the whole story
 */
export function planSitePower(
  factory: Factory,
  plan: Plan,
  run: string,
  length?: number,
): SitePower {
  const limit = factory.site.rampLimit.value;
  const training = plan.training[run]!;
  const book = new Notebook(new Map(Object.entries(plan.notes)));
  const rec = book.within(`sitePower.${run}`, {
    hardware: 'factory.hardware',
    site: 'factory.site',
    run: `training.${run}`,
  });
  const levels = planLevels(rec);
  const times = timesOf(factory, plan, run);
  const { stepTime } = training;
  const seconds = length ?? Math.min(LONGEST_TRACE, wholeStory(stepTime, times));
  const step = stepPower(training, levels);
  const timeline = timelineOf(step, levels, times, seconds, INTERVAL);
  const site = samplePower(timeline.segments, INTERVAL);
  const smallest = smallestBattery(site, INTERVAL, limit);
  const bounds = { least: levels.idle, most: levels.full };
  const settled = Math.min(site.length, Math.ceil(stepTime / INTERVAL));
  const safe = safeBattery(site, bounds, INTERVAL, limit, settled);
  const ramps = {
    ramp: largestRamp(site, INTERVAL),
    minuteRamp: largestRamp(site, INTERVAL, 60),
  };
  const traced = { site, interval: INTERVAL, seconds, ...ramps, smallest, bounds };
  const figures = noteTrace(traced, limit, rec);
  const notes = Object.fromEntries(
    Object.entries(book.toNotes()).filter(([id]) => !Object.hasOwn(plan.notes, id)),
  );
  return {
    run,
    interval: INTERVAL,
    seconds,
    rampLimit: limit,
    site: [...site],
    smallestGrid: [...smallest.grid],
    safeGrid: [...safe.grid],
    step,
    stretches: timeline.stretches,
    ...ramps,
    ...figures,
    notes,
  };
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
