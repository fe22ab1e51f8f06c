import { ok, type Problem, type Result } from '../../base/index.ts';
import type { Plan, Verdict } from '../../plan/index.ts';
import { type FactoryText, planText, readText } from '../factory-text.ts';
import { edited } from './number-input.ts';

/** Variants of a file, and what is wanted of each. */
export interface PointsRequest extends FactoryText {
  readonly points: readonly { readonly edits: Readonly<Record<string, string>> }[];
  /** Paths of figures of the plan. */
  readonly figures: readonly string[];
  /** Which of the plan's requirements to judge, from 0. */
  readonly requirement?: number | undefined;
  /** Writes in what the problems of a variant offer as their remedy, and plans it again. */
  readonly mend?: boolean | undefined;
}

/** What one variant comes to. */
export interface Point {
  /** In the order asked for, in SI; null where the plan has no such figure, or where it is infinite. */
  readonly values: readonly (number | null)[];
  /** Absent unless asked for; null if the variant cannot be planned or makes fewer claims. */
  readonly verdict?: Verdict | null;
  /** Why it cannot be planned. */
  readonly problems: readonly Problem[];
  /** Remedies that were written in. */
  readonly mended?: Readonly<Record<string, string>>;
}

/** The variants in order, and what the figures are called. */
export interface PointsPart {
  readonly figures: readonly FigureName[];
  readonly points: readonly Point[];
}

/** A figure, and the unit it is best shown in. */
export interface FigureName {
  readonly path: string;
  readonly label: string;
  readonly unit: string;
}

/** A remedy may make another one necessary; more rounds than this lead nowhere. */
const MOST_MENDS = 3;

/** Plans each variant; one that cannot be planned keeps its problems. Refuses a file that cannot be read. */
export function answerPoints(input: PointsRequest): Result<PointsPart> {
  const { points, figures, requirement, mend, ...text } = input;
  const read = readText(text);
  if (!read.ok) return read;
  const names = new Map<string, FigureName>();
  const answered = points.map((point): Point => {
    const { planned, mended } = planVariant(edited(text, point.edits), mend === true);
    const plan = planned.ok ? planned.value : undefined;
    for (const path of figures) {
      const note = plan?.notes[path];
      if (note) names.set(path, { path, label: note.label, unit: note.unit });
    }
    const verdict =
      requirement === undefined ? undefined : plan?.requirements[requirement]?.verdict;
    return {
      values: figures.map((path) => finite(plan?.notes[path]?.value)),
      ...(requirement === undefined ? {} : { verdict: verdict ?? null }),
      problems: planned.ok ? [] : planned.problems,
      ...(mended ? { mended } : {}),
    };
  });
  return ok({ figures: [...names.values()], points: answered });
}

interface Variant {
  readonly planned: Result<Plan>;
  readonly mended?: Readonly<Record<string, string>>;
}

function planVariant(text: FactoryText, mend: boolean): Variant {
  let mended: Readonly<Record<string, string>> = {};
  for (let round = 0; ; round++) {
    const planned = planText(edited(text, mended));
    if (planned.ok) {
      const isMended = Object.keys(mended).length > 0;
      return { planned: ok(planned.value.plan), ...(isMended ? { mended } : {}) };
    }
    const remedies = planned.problems.map(({ edits }) => edits);
    if (!mend || round === MOST_MENDS || remedies.includes(undefined)) return { planned };
    mended = Object.assign({}, mended, ...remedies);
  }
}

function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}
