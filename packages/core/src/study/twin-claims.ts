import { andThen, DAY_S, mapValue, ok, type Result, showQuantity } from '../base/index.ts';
import { toSeconds } from '../control/protocol/index.ts';
import type { CheckedRequirement, Plan, TwinClaim, TwinFigure } from '../plan/index.ts';
import { ettrOf, type RunLife } from '../twin/index.ts';
import { type FactoryText, planText } from './factory-text.ts';
import { answerLives, type LivesPart, type LivesRequest } from './lives.ts';
import { estimatePercentile, type PercentileEstimate } from './percentile.ts';

/** How claims about the twin are judged: number of lives, their seed, and their length in planned durations. */
export const CLAIM_LIVES = 200;
const CLAIM_SEED = 7;
const CLAIM_LENGTH = 3;
/** The longest life that can be requested is a decade. */
const MOST_DAYS = 3650;

/** The lives by which claims of a plan are judged, for each run that has one. */
export type ClaimLives = Omit<LivesRequest, keyof FactoryText> & { readonly run: string };

/** What to live before the claims of a plan can be judged. */
export function livesOfClaims({ unjudged, training }: Plan): readonly ClaimLives[] {
  const runs = [...new Set(unjudged.map(({ run }) => run))];
  return runs.map((run) => ({
    run,
    seed: CLAIM_SEED,
    days: Math.min(MOST_DAYS, (CLAIM_LENGTH * training[run]!.duration) / DAY_S),
    from: 0,
    before: CLAIM_LIVES,
  }));
}

/** Parts of the lives of a run. */
export interface LivedClaims {
  readonly run: string;
  readonly parts: readonly LivesPart[];
}

/** All requirements of the file in its order: those on the plan, and those on the twin as judged by these lives. */
export function judgeRequirements(
  input: FactoryText,
  lived: readonly LivedClaims[],
): Result<readonly CheckedRequirement[]> {
  return mapValue(planText(input), ({ plan }) => {
    const requirements = [...plan.requirements];
    for (const claim of plan.unjudged) {
      const { parts } = lived.find(({ run }) => run === claim.run)!;
      requirements.splice(claim.index, 0, judge(plan, claim, parts));
    }
    return requirements;
  });
}

/** `judgeRequirements` with lives lived on this thread. */
export function liveRequirements(input: FactoryText): Result<readonly CheckedRequirement[]> {
  return andThen(planText(input), ({ plan }) => {
    const lived: LivedClaims[] = [];
    for (const lives of livesOfClaims(plan)) {
      const part = answerLives({ ...input, ...lives });
      if (!part.ok) return part;
      lived.push({ run: lives.run, parts: [part.value] });
    }
    return lived.length === 0 ? ok(plan.requirements) : judgeRequirements(input, lived);
  });
}

function judge(plan: Plan, claim: TwinClaim, parts: readonly LivesPart[]): CheckedRequirement {
  const lives = parts
    .toSorted((a, b) => a.from - b.from)
    .flatMap((part) => part.lives.map(({ runs }) => runs[0]!));
  const values = lives.map((life) => figureOf(plan, claim, life));
  const lived = estimatePercentile(values, claim.percentile);
  const { doubt, interval } = doubted(plan, claim, lived.interval);
  const estimate = { ...lived, interval };
  const { index: _, run: __, figure: ___, ...told } = claim;
  return {
    ...told,
    source: 'twin',
    value: estimate.value,
    range: estimate.interval,
    verdict: verdictOf(claim, estimate),
    margin: marginOf(claim, estimate.value),
    why: `${explain(claim, lived, lives)}${doubt}`,
  };
}

/** Ratios of times, which do not change if all times scale alike. */
const RATIOS: readonly TwinFigure[] = ['goodput', 'ettr'];

/**
 * An interval as wide as the doubt in kernels that were scaled to the run's GPU: every life has the step time of
 * the plan, and would be as much longer or shorter as that is.
 */
function doubted(plan: Plan, { run, figure }: TwinClaim, interval: PercentileEstimate['interval']) {
  const range = plan.notes[`training.${run}.kernelDoubt`]?.range;
  if (!range || RATIOS.includes(figure)) return { doubt: '', interval };
  const origin = figure === 'end' ? (plan.training[run]!.start ?? 0) : 0;
  const stretch = (end: number, by: number) => origin + (end - origin) * by;
  const [low, high] = range;
  return {
    doubt: ` Kernels were scaled to this GPU: its steps may take ${showQuantity(low, '1')} to ${showQuantity(high, '1')} times as long.`,
    interval: [stretch(interval[0], low), stretch(interval[1], high)] as const,
  };
}

/** A life that does not end has no last day: it lasts longer and costs more than any bound. */
function figureOf(plan: Plan, { run, figure }: TwinClaim, life: RunLife): number {
  const { start = 0, gpus } = plan.training[run]!;
  const duration = life.outcome === 'finished' ? toSeconds(life.elapsed) : Number.POSITIVE_INFINITY;
  const figures: Readonly<Record<TwinFigure, number>> = {
    duration,
    end: start + duration,
    goodput: ettrOf(life),
    ettr: ettrOf(life),
    interruptions: Object.values(life.interruptions).reduce((sum, count) => sum + count, 0),
    cost: gpus * duration * (plan.money?.perGpuHour ?? 0),
  };
  return figures[figure];
}

function verdictOf(
  { relation, bound }: TwinClaim,
  { interval: [low, high] }: PercentileEstimate,
): CheckedRequirement['verdict'] {
  const holdsAt = (value: number) => (relation === 'atLeast' ? value >= bound : value <= bound);
  return holdsAt(low) !== holdsAt(high) ? 'unknown' : holdsAt(low) ? 'holds' : 'fails';
}

/** A share of the bound; of a date and of a bound of 0 the distance itself. */
function marginOf({ relation, bound, unit }: TwinClaim, value: number): number {
  const distance = relation === 'atLeast' ? value - bound : bound - value;
  return unit === 'date' || bound === 0 ? distance : distance / Math.abs(bound);
}

function explain(
  { percentile, unit, bound, relation }: TwinClaim,
  { value, interval: [low, high] }: PercentileEstimate,
  lives: readonly RunLife[],
): string {
  const show = (shown: number) => showQuantity(shown, unit);
  const what = `P${percentile} of ${lives.length} lives`;
  const unfinished = lives.filter(({ outcome }) => outcome !== 'finished').length;
  const rest =
    unfinished === 0
      ? ''
      : ` ${unfinished} of them did not end within three times the planned duration.`;
  if (!Number.isFinite(value)) return `${what} does not end.${rest}`;
  const ends = Number.isFinite(low) && Number.isFinite(high);
  const span = ends
    ? ` (95 % confidence interval ${show(low)} to ${show(high)})`
    : ' (too few lives for an interval)';
  const isGood = relation === 'atLeast' ? value >= bound : value <= bound;
  return `${what} is ${show(value)}${span}, ${isGood ? 'within' : 'beyond'} the bound of ${show(bound)}.${rest}`;
}
