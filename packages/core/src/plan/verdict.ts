import { showQuantity } from '../base/index.ts';
import type { Swing } from './bounds.ts';
import type { Verdict } from './plan.ts';

export interface JudgedClaim {
  readonly relation: 'atLeast' | 'atMost';
  readonly value: number;
  readonly range: readonly [number, number];
  readonly bound: number;
  readonly unit: string;
  readonly verdict: Verdict;
  readonly margin: number;
}

/** Why a claim holds, fails or is undecided, in a sentence or two. */
export function explainVerdict(claim: JudgedClaim, swings: readonly Swing[]): string {
  if (!Number.isFinite(claim.value)) return 'The plan gives no finite value for this.';
  const { range, unit } = claim;
  const show = (value: number) => showQuantity(value, unit);
  const where = `${show(claim.value)} is ${distance(claim)}`;
  if (range[0] === range[1]) return `${where}.`;
  const span = `${show(range[0])} to ${show(range[1])}`;
  const driver = swings[0] ? ` Most of the range comes from ${describe(swings[0])}.` : '';
  if (claim.verdict === 'unknown') {
    return `${where}, but with inputs anywhere in their ranges it lies in ${span}.${driver}`;
  }
  return `${where}, wherever in their ranges the inputs lie (${span}).`;
}

function distance({ margin, unit, bound, value, relation }: JudgedClaim): string {
  const isDate = unit === 'date';
  if (value === bound) return `exactly the bound`;
  const above = relation === 'atLeast' ? margin > 0 : margin < 0;
  const size = isDate
    ? showQuantity(Math.abs(margin), 'd')
    : bound === 0
      ? showQuantity(Math.abs(margin), unit)
      : showQuantity(Math.abs(margin), '%');
  const word = isDate ? (above ? 'after' : 'before') : above ? 'above' : 'below';
  return `${size} ${word} ${showQuantity(bound, unit)}`;
}

function describe({ input }: Swing): string {
  const [low, high] = input.range!;
  return `${input.id.replace(/^factory\./, '')} (${showQuantity(low, input.unit)} to ${showQuantity(high, input.unit)})`;
}
