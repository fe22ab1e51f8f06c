import {
  failed,
  nearestName,
  ok,
  type Problem,
  RECOVERIES,
  type Result,
  showQuantity,
  youngInterval,
} from '../../base/index.ts';
import type { Factory } from '../../factory/index.ts';
import type { Plan } from '../../plan/index.ts';
import type { TwinScenario } from '../../twin/index.ts';

/** What can be searched over: parts of a policy, by name. */
export const DIMENSIONS = [
  'checkpoint.interval',
  'checkpoint.memory',
  'spares',
  'warmStandbys',
  'recovery',
  'slowPatience',
] as const;
export type DimensionName = (typeof DIMENSIONS)[number];

/** One setting of a dimension, as edits of the factory file. */
export interface Choice {
  readonly label: string;
  /** Empty for the setting of the file. */
  readonly edits: Readonly<Record<string, string>>;
  /** Interval around which a finer search is possible, s. */
  readonly interval?: number;
}

/** What the settings to try depend on. */
export interface Ground {
  readonly factory: Factory;
  readonly plan: Plan;
  readonly scenario: TwinScenario;
}

/** The settings of a dimension to try at first, beginning with the file's own. */
export function choicesOf(name: DimensionName, ground: Ground): Choice[] {
  const [own, ...others] = CHOICES[name](ground);
  const different = others.filter(
    ({ label }, index) =>
      label !== own!.label && others.findIndex((other) => other.label === label) === index,
  );
  return [own!, ...different];
}

/** Reads names of dimensions; the problem says which are known. */
export function readDimensions(over: readonly string[]): Result<readonly DimensionName[]> {
  const names = [...new Set(over)];
  const strange = names.filter((name) => !DIMENSIONS.some((known) => known === name));
  if (names.length > 0 && strange.length === 0) {
    return ok(names as DimensionName[]);
  }
  const known = `there are ${DIMENSIONS.join(', ')}`;
  const problems = strange.map((name): Problem => {
    const nearest = nearestName(name, DIMENSIONS);
    const message = `A policy has no part "${name}"; ${known}.`;
    return { code: 'optimise.over', message, ...(nearest === undefined ? {} : { nearest }) };
  });
  if (problems.length > 0) return failed(...problems);
  const message = `Say what to search over; ${known}.`;
  return failed({ code: 'optimise.over', message });
}

/**
 * Checkpoint intervals to try next to a leader's, s: a factor of `step` on either side, or further out if
 * nothing further out has been tried yet.
 */
export function refineInterval(interval: number, tried: readonly number[], step: number): Choice[] {
  const isLargest = tried.every((other) => other <= interval);
  const isSmallest = tried.every((other) => other >= interval);
  const factors = isLargest ? [2, 4] : isSmallest ? [1 / 2, 1 / 4] : [1 / step, step];
  return factors.map((factor) => intervalChoice(interval * factor));
}

const CHOICES: Readonly<Record<DimensionName, (ground: Ground) => Choice[]>> = {
  'checkpoint.interval': intervals,
  'checkpoint.memory': memoryIntervals,
  spares,
  warmStandbys,
  recovery: ({ factory }) =>
    [factory.resilience.recovery, ...RECOVERIES].map((recovery, index) => ({
      label: recovery,
      edits: index === 0 ? {} : { 'resilience.recovery': recovery },
    })),
  slowPatience: ({ factory }) => {
    const own = factory.resilience.slowPatience.value;
    return [own, 300, 1800, 10_800].map((patience, index) => {
      const label = showTime(patience);
      return { label, edits: index === 0 ? {} : { 'resilience.slowPatience': label } };
    });
  },
};

/** Around Young's optimum in factors of two, and the intervals that the supervisor finds by itself. */
function intervals({ factory, plan, scenario }: Ground): Choice[] {
  const { writeTime, meanTime } = youngInputs(plan, scenario);
  const best = youngInterval(writeTime, meanTime);
  const { checkpointInterval } = factory.operations;
  const { checkpoints } = factory.resilience;
  const free = checkpointInterval ? { 'operations.checkpointInterval': '' } : {};
  const policy = (kind: 'young' | 'adaptive', edits: Choice['edits']): Choice => ({
    label: kind === 'young' ? `young, ${showTime(best)}` : kind,
    edits,
    interval: best,
  });
  const own: Choice = checkpointInterval
    ? { ...intervalChoice(checkpointInterval.value), edits: {} }
    : policy(checkpoints, {});
  const others = (['young', 'adaptive'] as const)
    .filter((kind) => checkpointInterval !== undefined || kind !== checkpoints)
    .map((kind) => policy(kind, { ...free, 'resilience.checkpoints': kind }));
  // A checkpoint that takes no time to write has no optimal interval.
  const steps = best === 0 ? [] : [1 / 4, 1 / 2, 2, 4];
  return [own, ...others, ...steps.map((step) => intervalChoice(best * step))];
}

function youngInputs({ training }: Plan, { runs }: TwinScenario) {
  const { spec, checkpoint } = runs[0]!;
  return {
    writeTime: checkpoint.writeTime,
    meanTime: training[spec.run]!.meanTimeToInterruption,
  };
}

function intervalChoice(seconds: number): Choice {
  const label = showTime(seconds);
  return { label, edits: { 'operations.checkpointInterval': label }, interval: seconds };
}

/** Around Young's optimum for a copy, in factors of four: copies cost little, so their optimum is flat. */
function memoryIntervals({ factory, plan, scenario }: Ground): Choice[] {
  const own = factory.resilience.memoryInterval?.value;
  const { meanTime } = youngInputs(plan, scenario);
  const best = Math.max(1, youngInterval(factory.hazards.memoryCopyTime.value, meanTime));
  const choice = (interval: number | undefined): Choice => ({
    label: interval === undefined ? 'none' : showTime(interval),
    edits: { 'resilience.memoryInterval': interval === undefined ? '' : showTime(interval) },
  });
  const all = [undefined, best, 4 * best, 16 * best].map(choice);
  return [{ ...choice(own), edits: {} }, ...all];
}

/** All nodes that no run needs, and successive halves of that. */
function spares({ factory, plan, scenario }: Ground): Choice[] {
  const room = plan.fleet.nodes - neededNodes(scenario);
  const own = factory.resilience.spares?.value ?? room;
  const halves = [1, 2, 4, 8, 16].map((part) => Math.floor(room / part));
  return [own, ...halves].map((count, index) => ({
    label: showQuantity(count, 'node'),
    edits: index === 0 ? {} : { 'resilience.spares': showQuantity(count, 'node') },
  }));
}

function warmStandbys({ factory, plan, scenario }: Ground): Choice[] {
  const room = plan.fleet.nodes - neededNodes(scenario);
  const own = factory.resilience.warmStandbys.value;
  return [own, ...[0, 4, 16, 64].filter((count) => count <= room)].map((count, index) => ({
    label: showQuantity(count, 'node'),
    edits: index === 0 ? {} : { 'resilience.warmStandbys': showQuantity(count, 'node') },
  }));
}

function neededNodes({ runs }: TwinScenario): number {
  return runs.reduce((sum, { spec }) => sum + spec.replicas * spec.nodesPerReplica, 0);
}

/** A time as people would write it in an edit, to three digits. */
function showTime(seconds: number): string {
  return showQuantity(seconds, 's');
}
