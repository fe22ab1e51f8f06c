import { median } from '../base/index.ts';
import type { Observation } from './observation.ts';
import { groupBy } from './statistics.ts';

/** Runs that differ in little but their strategy, ordered by prediction and by measurement. */
export interface RankGroup {
  readonly source: string;
  readonly modelKey: string;
  readonly gpu: string;
  readonly gpus: number;
  readonly precision: string;
  readonly sequenceLength: number;
  /** Runs compared; those with the same strategy, batch and model count as one. */
  readonly runs: number;
  /** Kendall's tau-b: 1 for the same order, -1 for the reverse; absent if all are tied. */
  readonly tau?: number;
  /** How much slower than the best the run we rank first is: 0.05 is 5 %. */
  readonly regret: number;
}

export interface RankQuality {
  /** Pairs of runs of the same group. */
  readonly pairs: number;
  /** Over the pairs of all groups; absent if none differ. */
  readonly tau?: number;
  /** Mean over the groups; 0 if there are none. */
  readonly meanRegret: number;
  readonly medianRegret: number;
  /** Largest group first. */
  readonly groups: readonly RankGroup[];
}

const LEAST_STRATEGIES = 3;
/** Times closer than this count as equal: no measurement can distinguish them, and rounding should not. */
const SAME = 1e-9;

/** Pairs of a group, by how the two orders rank them. */
interface Pairs {
  readonly concordant: number;
  readonly discordant: number;
  /** Tied only in the first order, and only in the second. */
  readonly tiedFirst: number;
  readonly tiedSecond: number;
}

/**
 * How well predictions order the strategies of a source that tried several. Runs are compared by time per
 * model FLOP, so that different batches and, in a sweep over shapes, models of different size are comparable.
 */
export function rankQuality(rows: readonly Observation[]): RankQuality {
  const found = [...groupBy(rows, groupKey).values()]
    .filter((of) => new Set(of.map(({ strategy }) => strategy)).size >= LEAST_STRATEGIES)
    .map(rankGroup)
    .sort((a, b) => b.group.runs - a.group.runs);
  const pairs = found.map((each) => each.pairs).reduce(addPairs, NO_PAIRS);
  const regrets = found.map(({ group }) => group.regret);
  const tau = tauOf(pairs);
  return {
    pairs: found.reduce((sum, { group: { runs } }) => sum + (runs * (runs - 1)) / 2, 0),
    ...(tau === undefined ? {} : { tau }),
    meanRegret: regrets.reduce((sum, regret) => sum + regret, 0) / Math.max(1, regrets.length),
    medianRegret: regrets.length === 0 ? 0 : median(regrets),
    groups: found.map(({ group }) => group),
  };
}

/** Kendall's tau-b of two orders of the same items; undefined if one of them ties everything. */
export function kendallTau(
  first: readonly number[],
  second: readonly number[],
): number | undefined {
  return tauOf(countPairs(first, second));
}

function groupKey(row: Observation): string {
  const { source, modelKey, gpu, gpus, precision, sequenceLength } = row;
  return JSON.stringify([source, modelKey, gpu, gpus, precision, sequenceLength]);
}

function rankGroup(rows: readonly Observation[]): { group: RankGroup; pairs: Pairs } {
  const { source, modelKey, gpu, gpus, precision, sequenceLength } = rows[0]!;
  // The same run measured again, or with another software release, is not a different choice.
  const runs = [...groupBy(rows, runKey).values()].map((of) => ({
    measured: median(of.map((row) => row.measured / workOf(row))),
    predicted: median(of.map((row) => row.predicted / workOf(row))),
  }));
  const measured = runs.map((run) => run.measured);
  const predicted = runs.map((run) => run.predicted);
  const pairs = countPairs(predicted, measured);
  const tau = tauOf(pairs);
  const best = Math.min(...predicted);
  // If several are tied for first, the slowest counts: a tie is not an answer.
  const chosen = Math.max(
    ...runs.filter((run) => same(run.predicted, best)).map((run) => run.measured),
  );
  const group = {
    ...{ source, modelKey, gpu, gpus, precision, sequenceLength },
    runs: runs.length,
    ...(tau === undefined ? {} : { tau }),
    regret: chosen / Math.min(...measured) - 1,
  };
  return { group, pairs };
}

function runKey({ strategy, tokens, flopPerToken }: Observation): string {
  return JSON.stringify([strategy, tokens, flopPerToken]);
}

/** FLOP of a step. */
function workOf({ tokens, flopPerToken }: Observation): number {
  return tokens * flopPerToken;
}

const NO_PAIRS: Pairs = { concordant: 0, discordant: 0, tiedFirst: 0, tiedSecond: 0 };

function countPairs(first: readonly number[], second: readonly number[]): Pairs {
  const counts = { ...NO_PAIRS };
  for (let i = 0; i < first.length; i++) {
    for (let j = 0; j < i; j++) {
      const a = compare(first[i]!, first[j]!);
      const b = compare(second[i]!, second[j]!);
      if (a * b > 0) counts.concordant++;
      else if (a * b < 0) counts.discordant++;
      else if (a === 0 && b !== 0) counts.tiedFirst++;
      else if (b === 0 && a !== 0) counts.tiedSecond++;
    }
  }
  return counts;
}

function addPairs(a: Pairs, b: Pairs): Pairs {
  return {
    concordant: a.concordant + b.concordant,
    discordant: a.discordant + b.discordant,
    tiedFirst: a.tiedFirst + b.tiedFirst,
    tiedSecond: a.tiedSecond + b.tiedSecond,
  };
}

function tauOf({ concordant, discordant, tiedFirst, tiedSecond }: Pairs): number | undefined {
  const told = concordant + discordant;
  const scale = Math.sqrt((told + tiedFirst) * (told + tiedSecond));
  return scale === 0 ? undefined : (concordant - discordant) / scale;
}

function compare(a: number, b: number): number {
  return same(a, b) ? 0 : Math.sign(a - b);
}

function same(a: number, b: number): boolean {
  return Math.abs(a - b) <= SAME * Math.max(Math.abs(a), Math.abs(b));
}
