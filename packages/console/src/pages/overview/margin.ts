import { DAY_S, YEAR_S } from '@gigafactory/core/base';
import type { CheckedRequirement } from '../../api/types.ts';

/** Positions on a margin gauge, 0 at its left end and 1 at its right; 0.5 is the bound itself. */
export interface MarginMarks {
  readonly value: number;
  /** Where the value may lie with its inputs at their worst ends. */
  readonly low: number;
  readonly high: number;
  /** The value lies beyond the gauge's end. */
  readonly beyond: boolean;
}

type Margin = Pick<CheckedRequirement, 'relation' | 'bound' | 'margin' | 'range' | 'unit'>;

/** A gauge shows margins up to half of the bound on either side; for dates, up to a year. */
const REACH = 0.5;
const REACH_OF_DATES_S = YEAR_S;

/** Places a requirement's value and range on its gauge; to the right is better. */
export function marginMarks({ relation, bound, margin, range, unit }: Margin): MarginMarks {
  const sign = relation === 'atLeast' ? 1 : -1;
  // The margin of a date is a time, because a share of all seconds since 1970 would be meaningless.
  const size = unit === 'date' ? 1 : Math.abs(bound) || 1;
  const reach = unit === 'date' ? REACH_OF_DATES_S : REACH;
  const ends = range.map((end) => place((sign * (end - bound)) / size, reach));
  return {
    value: place(margin, reach),
    low: Math.min(...ends),
    high: Math.max(...ends),
    beyond: Math.abs(margin) > reach,
  };
}

function place(margin: number, reach: number): number {
  return Math.min(Math.max((margin / reach + 1) / 2, 0), 1);
}

/** `+8.2 %`, `+216 d` for a date; a multiple where a percentage would be unreadable. */
export function showMargin({ margin, unit }: Pick<Margin, 'margin' | 'unit'>): string {
  const sign = margin < 0 ? '−' : '+';
  const size = Math.abs(margin);
  if (unit === 'date') return size === 0 ? '0 d' : `${sign}${Math.round(size / DAY_S)} d`;
  if (size === 0) return '0 %';
  if (size >= 10) return `${sign}${Number((size + 1).toPrecision(2))}×`;
  return `${sign}${Number((size * 100).toPrecision(size < 0.1 ? 2 : 3))} %`;
}
