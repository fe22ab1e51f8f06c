import type { MemoryFit } from '../base/index.ts';
import type { Factory, FactoryRun } from '../factory/index.ts';
import {
  type EvaluatedStrategy,
  PINNED_FIELDS,
  type PinnedField,
  type StrategyLimits,
  searchFastest,
  shortenStrategy,
} from '../model/index.ts';
import { jobOf } from './job.ts';
import { limitsOf } from './limits.ts';

/** How many changes are offered. */
const OFFERED = 3;
/** Up to this many pins are freed in every combination; beyond that, all at once. */
const MOST_PINS = 3;
/** How many times as many GPUs are tried, from least to most. */
const GROWTHS = [2, 3, 4, 6, 8, 12, 16, 24, 32];
const LOWER_PRECISIONS = ['fp8', 'mxfp8', 'nvfp4'] as const;

type Edits = Readonly<Record<string, string>>;

/** A run of a factory that does not fit. */
interface Misfit {
  readonly factory: Factory;
  readonly name: string;
}

/**
 * Up to three changes with which a run fits that does not: first other strategies, by how few of the
 * file's pins they change and then by speed; where these are fewer, more GPUs and a lower precision.
 * Every one is searched as the plan would after its edits.
 */
export function nearestFits(factory: Factory, name: string): MemoryFit[] {
  const misfit = { factory, name };
  const found = otherStrategies(misfit);
  if (found.length < OFFERED) found.push(...otherJobs(misfit));
  return found.slice(0, OFFERED);
}

/** Strategies on the same GPUs that change as few pins as possible. */
function otherStrategies({ factory, name }: Misfit): MemoryFit[] {
  const limits = limitsOf(factory.runs[name]!);
  const pins = pinsOf(limits);
  if (pins.length === 0) return [];
  const free = fastestWith({ factory, name }, {});
  if (!free) return [];
  const found: MemoryFit[] = [];
  for (let count = 1; count <= Math.min(MOST_PINS, pins.length - 1); count++) {
    const fits = choicesOf(pins, count).flatMap((freed) => {
      const paths = freed.map((field) => strategyPath(name, field));
      // Strategies with more changes than needed are not nearer.
      const isMore = ({ edits }: MemoryFit) =>
        Object.keys(edits).every((path) => paths.includes(path));
      if (found.some(isMore)) return [];
      const best = fastestWith({ factory, name }, without(limits, freed));
      // A strategy that keeps one of the freed pins was already found with fewer pins freed.
      return best && freed.every((field) => best.strategy[field] !== limits[field])
        ? [fitOf(best, editsTo(name, best, freed))]
        : [];
    });
    found.push(...fits.sort((a, b) => a.stepTime - b.stepTime));
    if (found.length >= OFFERED) return found;
  }
  const changed = pins.filter((field) => free.strategy[field] !== limits[field]);
  const last = fitOf(free, editsTo(name, free, changed));
  return found.some(({ strategy }) => strategy === last.strategy) ? found : [...found, last];
}

/** The same pins on more GPUs or in a lower precision; on more GPUs without the pins, if nothing else. */
function otherJobs(misfit: Misfit): MemoryFit[] {
  const limits = limitsOf(misfit.factory.runs[misfit.name]!);
  const found = [...moreGpus(misfit, limits), ...lowerPrecision(misfit, limits)];
  const pins = pinsOf(limits);
  if (found.length > 0 || pins.length === 0) return found;
  const unpinned = pins.map((field) => [strategyPath(misfit.name, field), '']);
  return moreGpus(misfit, {}).map((fit) => ({
    ...fit,
    edits: { ...Object.fromEntries(unpinned), ...fit.edits },
  }));
}

/** The fewest GPUs, in multiples of those it has, on which a run fits. */
function moreGpus({ factory, name }: Misfit, limits: StrategyLimits): MemoryFit[] {
  const run = factory.runs[name]!;
  for (const growth of GROWTHS) {
    const gpus = growth * run.gpus.value;
    const grows = gpus > factory.fleet.gpus.value;
    const fleet = { ...factory.fleet, gpus: { ...factory.fleet.gpus, value: gpus } };
    const larger = {
      ...withRun(factory, name, { ...run, gpus: { ...run.gpus, value: gpus } }),
      ...(grows && { fleet }),
    };
    const best = fastestWith({ factory: larger, name }, limits);
    if (!best) continue;
    const edits = {
      ...(grows && { 'fleet.gpus': String(gpus) }),
      [`runs.${name}.gpus`]: String(gpus),
    };
    return [fitOf(best, edits)];
  }
  return [];
}

function lowerPrecision({ factory, name }: Misfit, limits: StrategyLimits): MemoryFit[] {
  const run = factory.runs[name]!;
  if (run.precision !== 'bf16' || !factory.hardware.gpu.fp8) return [];
  for (const precision of LOWER_PRECISIONS) {
    const lower = withRun(factory, name, { ...run, precision });
    const best = fastestWith({ factory: lower, name }, limits);
    if (best) return [fitOf(best, { [`runs.${name}.precision`]: precision })];
  }
  return [];
}

function withRun(factory: Factory, name: string, run: FactoryRun): Factory {
  return { ...factory, runs: { ...factory.runs, [name]: run } };
}

/** The fastest that fits; undefined where none does, or where the run cannot be predicted. */
function fastestWith(
  { factory, name }: Misfit,
  limits: StrategyLimits,
): EvaluatedStrategy | undefined {
  const planned = jobOf(factory, name);
  return planned.ok ? searchFastest(planned.value.job, limits).best[0] : undefined;
}

function fitOf({ strategy, memory, step }: EvaluatedStrategy, edits: Edits): MemoryFit {
  const { total } = memory;
  return { edits, strategy: shortenStrategy(strategy), total, stepTime: step.time };
}

function editsTo(
  name: string,
  { strategy }: EvaluatedStrategy,
  fields: readonly PinnedField[],
): Edits {
  return Object.fromEntries(
    fields.map((field) => [strategyPath(name, field), String(strategy[field])]),
  );
}

function pinsOf(limits: StrategyLimits): PinnedField[] {
  return PINNED_FIELDS.filter((field) => limits[field] !== undefined);
}

function strategyPath(name: string, field: string): string {
  return `runs.${name}.strategy.${field}`;
}

function without(limits: StrategyLimits, freed: readonly PinnedField[]): StrategyLimits {
  return Object.fromEntries(
    Object.entries(limits).filter(([field]) => !freed.some((each) => each === field)),
  );
}

/** All ways to choose a number of items from a list. */
function choicesOf<T>(list: readonly T[], count: number): T[][] {
  if (count === 0) return [[]];
  return list.flatMap((first, index) =>
    choicesOf(list.slice(index + 1), count - 1).map((rest) => [first, ...rest]),
  );
}
