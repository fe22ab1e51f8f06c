import { type Note, type Problem, YEAR_S } from '../../base/index.ts';
import { shortenSplit } from '../../model/index.ts';
import {
  type CheckedRequirement,
  headlineFigures,
  type Plan,
  type Verdict,
} from '../../plan/index.ts';
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
  readonly runs: readonly ComparedRun[];
  /** Tasks by their start, then runs by theirs; what has no dates is left out. */
  readonly schedule: readonly ScheduledBar[];
}

/** How a run of a scenario goes. */
interface ComparedRun {
  readonly name: string;
  readonly model: string;
  readonly gpus: number;
  /** In short form. */
  readonly strategy: string;
}

/** When a task or a run goes, s since 1970. */
interface ScheduledBar {
  readonly name: string;
  readonly kind: 'task' | 'run';
  readonly start: number;
  readonly end: number;
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
  /** Every figure of the money, in the order in which its tables tell it. */
  readonly money: readonly ComparedFigure[];
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
      runs: planned.ok ? runsOf(planned.value.plan) : [],
      schedule: planned.ok ? scheduleOf(planned.value.plan) : [],
    })),
    figures: rankFigures(all),
    money: figuresOf(all, () => MONEY),
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

/** In the order of a bill: what is bought, what it then costs a year, and what that is per GPU. */
const MONEY = [
  ...['nodes', 'switches', 'links', 'storage', 'construction', 'total'].map(
    (part) => `money.capex.${part}`,
  ),
  ...['electricity', 'maintenance', 'total'].map((part) => `money.opex.${part}`),
  ...['annualCapex', 'capexPerGpu', 'perGpuHour'].map((figure) => `money.${figure}`),
];

function rankFigures(cases: readonly Case[]): ComparedFigure[] {
  const isPlanned = cases.map(({ planned }) => planned.ok);
  const largest = ({ values, unit }: ComparedFigure) =>
    Math.max(
      ...values.map((value, index) => (isPlanned[index] ? changeOf(values[0]!, value, unit) : 0)),
    );
  return figuresOf(cases, ({ notes, training }) => headlineFigures(notes, Object.keys(training)))
    .map((figure) => ({ figure, change: largest(figure) }))
    .sort((a, b) => b.change - a.change)
    .map(({ figure }) => figure);
}

/** The figures that any of the plans has at the paths that each names. */
function figuresOf(
  cases: readonly Case[],
  pathsIn: (plan: Plan) => readonly string[],
): ComparedFigure[] {
  const plans = cases.map(({ planned }) => (planned.ok ? planned.value.plan : undefined));
  const notes = new Map<string, Note>();
  for (const plan of plans) {
    if (!plan) continue;
    for (const path of pathsIn(plan)) {
      const note = Object.hasOwn(plan.notes, path) ? plan.notes[path] : undefined;
      if (note && !notes.has(path)) notes.set(path, note);
    }
  }
  return [...notes].map(([path, { label, unit }]): ComparedFigure => {
    const values = plans.map((plan) => plan?.notes[path]?.value ?? null);
    const [base = null] = values;
    return { path, label, unit, values, difference: values.map((value) => less(value, base)) };
  });
}

function runsOf({ training }: Plan): ComparedRun[] {
  return Object.entries(training).map(([name, { model, gpus, strategy }]) => ({
    ...{ name, model, gpus },
    strategy: shortenSplit(strategy),
  }));
}

function scheduleOf({ dates, training }: Plan): ScheduledBar[] {
  const tasks = Object.entries(dates?.tasks ?? {}).map(
    ([name, { start, end }]): ScheduledBar => ({ name, kind: 'task', start, end }),
  );
  const runs = Object.entries(training).flatMap(([name, { start, end }]): ScheduledBar[] =>
    start === undefined || end === undefined ? [] : [{ name, kind: 'run', start, end }],
  );
  return [...tasks.sort(byStart), ...runs.sort(byStart)];
}

function byStart(a: ScheduledBar, b: ScheduledBar): number {
  return a.start - b.start || a.end - b.end;
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
