import { type Note, type Problem, YEAR_S } from '../../base/index.ts';
import { type CheckedRequirement, headlineFigures, type Verdict } from '../../plan/index.ts';
import type { Cases } from './cases.ts';
import type { Case } from './plan-scenario.ts';

/** What was compared: the file itself, called `base`, or a scenario. */
export interface ComparedScenario {
  readonly name: string;
  readonly about?: string;
  readonly edits: Readonly<Record<string, string>>;
  /** Why it could not be planned; all of its figures and verdicts are then null. */
  readonly problems: readonly Problem[];
  readonly notices: readonly Problem[];
}

/** One figure in all scenarios, in their order; null in one that lacks it. */
export interface ComparedFigure {
  readonly path: string;
  readonly label: string;
  /** The unit it is best shown in; values are in SI. */
  readonly unit: string;
  readonly values: readonly (number | null)[];
  /** Each value less that of the base, in SI: 0 for the base, s for a date. */
  readonly difference: readonly (number | null)[];
}

/** One claim in all scenarios; null in one that does not make it. */
export interface ComparedClaim {
  readonly claim: string;
  readonly quantity: string;
  readonly relation: CheckedRequirement['relation'];
  readonly unit: string;
  readonly verdicts: readonly (Verdict | null)[];
  /** In SI. */
  readonly values: readonly (number | null)[];
  readonly bounds: readonly (number | null)[];
}

/** Factories side by side, the base first. */
export interface ScenarioComparison {
  readonly scenarios: readonly ComparedScenario[];
  /** Every headline figure that one of them has, those that differ most first. */
  readonly figures: readonly ComparedFigure[];
  /** Claims on which they differ first, otherwise in the order of the file. */
  readonly requirements: readonly ComparedClaim[];
  /** Scenarios of the file that were left out because there are too many. */
  readonly leftOut: readonly string[];
}

/** Compares planned cases. `judged` are the requirements of each in the order of the cases, the base first. */
export function compareCases(
  { base, others, leftOut }: Cases,
  judged: readonly (readonly CheckedRequirement[])[],
): ScenarioComparison {
  const all = [base, ...others];
  return {
    scenarios: all.map(({ name, about, edits, planned, notices }) => ({
      ...{ name, ...(about === undefined ? {} : { about }), edits },
      problems: planned.ok ? [] : planned.problems,
      notices,
    })),
    figures: compareFigures(all),
    requirements: compareClaims(judged),
    leftOut,
  };
}

/**
 * How much a figure differs between two plans, from 0 (equal) to 1: the difference as a share of the larger value, so
 * that half and twice count alike. Of dates: the time between as a share of a year. A figure that only one of them has
 * differs by 1.
 */
export function changeOf(before: number | null, after: number | null, unit: string): number {
  if (before === after) return 0;
  if (before === null || after === null) return 1;
  const distance = Math.abs(after - before);
  const scale = unit === 'date' ? YEAR_S : Math.max(Math.abs(before), Math.abs(after));
  // Infinity over infinity: one of them is finite.
  return Number.isFinite(distance) ? Math.min(1, distance / scale) : 1;
}

function compareFigures(cases: readonly Case[]): ComparedFigure[] {
  const plans = cases.map(({ planned }) => (planned.ok ? planned.value.plan : undefined));
  const notes = new Map<string, Note>();
  for (const plan of plans) {
    if (!plan) continue;
    for (const path of headlineFigures(plan.notes, Object.keys(plan.training))) {
      if (!notes.has(path)) notes.set(path, plan.notes[path]!);
    }
  }
  const figures = [...notes].map(([path, { label, unit }]): ComparedFigure => {
    const values = plans.map((plan) => plan?.notes[path]?.value ?? null);
    const [base = null] = values;
    return { path, label, unit, values, difference: values.map((value) => less(value, base)) };
  });
  const isPlanned = plans.map((plan) => plan !== undefined);
  const largest = ({ values, unit }: ComparedFigure) =>
    Math.max(
      ...values.map((value, index) => (isPlanned[index] ? changeOf(values[0]!, value, unit) : 0)),
    );
  return figures
    .map((figure) => ({ figure, change: largest(figure) }))
    .sort((a, b) => b.change - a.change)
    .map(({ figure }) => figure);
}

/** Equal infinities differ by nothing. */
function less(value: number | null, base: number | null): number | null {
  if (value === null || base === null) return null;
  return value === base ? 0 : value - base;
}

/** A claim is the same by its words; if several have the same words, the first by the first, and so on. */
function compareClaims(judged: readonly (readonly CheckedRequirement[])[]): ComparedClaim[] {
  const keyed = judged.map((requirements) => {
    const seen = new Map<string, number>();
    return new Map(
      requirements.map((requirement) => {
        const times = (seen.get(requirement.claim) ?? 0) + 1;
        seen.set(requirement.claim, times);
        return [`${times} ${requirement.claim}`, requirement];
      }),
    );
  });
  const keys = [...new Set(keyed.flatMap((claims) => [...claims.keys()]))];
  const claims = keys.map((key) => {
    const each = keyed.map((of) => of.get(key) ?? null);
    const { claim, quantity, relation, unit } = each.find((found) => found !== null)!;
    return {
      ...{ claim, quantity, relation, unit },
      verdicts: each.map((found) => found?.verdict ?? null),
      values: each.map((found) => found?.value ?? null),
      bounds: each.map((found) => found?.bound ?? null),
    };
  });
  return [...claims.filter(differs), ...claims.filter((claim) => !differs(claim))];
}

function differs({ verdicts }: ComparedClaim): boolean {
  const known = verdicts.filter((verdict) => verdict !== null);
  return known.some((verdict) => verdict !== verdicts[0]);
}
