import type { Notes } from '../base/index.ts';

/** The figures that a plan is told by in a few sentences. */
const LEADING = {
  site: ['fleet.gpus', 'power.facility', 'money.capex.total', 'money.opex.total', 'dates.ready'],
  run: ['gpus', 'stepTime', 'mfu', 'goodput', 'duration', 'end', 'cost'],
} as const;

/** What is asked for next. Twelve and more of all these are in every plan, whatever its file leaves out. */
const FURTHER = {
  site: [
    'power.it',
    'power.annualEnergy',
    'money.perGpuHour',
    'money.capexPerGpu',
    'fleet.nodes',
    'fleet.racks',
    'fleet.peakFlops',
    'fleet.memory',
    'fabric.switches',
    'fabric.links.total',
    'fabric.bisectionBandwidth',
    'power.perGpu',
    'reliability.meanTimeToFailure',
  ],
  run: ['tokensPerSecond', 'memory.total', 'interruptions', 'checkpoint.interval'],
} as const;

/** Paths of the figures that come first when a plan is told: of the site, then of each run. */
export function leadingFigures(notes: Notes, runs: readonly string[]): string[] {
  return those(LEADING, notes, runs);
}

/** Paths of the headline figures that a plan has: the leading ones, then further ones of the site and of each run. */
export function headlineFigures(notes: Notes, runs: readonly string[]): string[] {
  return [...leadingFigures(notes, runs), ...those(FURTHER, notes, runs)];
}

interface Names {
  readonly site: readonly string[];
  readonly run: readonly string[];
}

function those(names: Names, notes: Notes, runs: readonly string[]): string[] {
  const ofRuns = runs.flatMap((run) => names.run.map((name) => `training.${run}.${name}`));
  return [...names.site, ...ofRuns].filter((path) => Object.hasOwn(notes, path));
}
