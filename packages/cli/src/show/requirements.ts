import type { CheckedRequirement, Verdict } from '@gigafactory/core/plan';
import { amount, signedShare } from '../text/amount.ts';
import type { Paint, Style } from '../text/paint.ts';
import { type Cell, table } from '../text/table.ts';

const VERDICTS: Readonly<Record<Verdict, { readonly text: string; readonly style: Style }>> = {
  holds: { text: '✓ holds', style: 'green' },
  fails: { text: '✗ fails', style: 'red' },
  unknown: { text: '? unknown', style: 'yellow' },
};

/** The claims of the file with their verdicts, each with its reason. */
export function showRequirements(all: readonly CheckedRequirement[], paint: Paint): string[] {
  if (all.length === 0) return [paint('bold', 'Requirements'), '  The file makes none.'];
  return [
    paint('bold', 'Requirements'),
    ...table(
      [
        { title: 'verdict' },
        { title: 'value', align: 'right' },
        { title: 'bound' },
        { title: 'margin', align: 'right' },
        { title: 'claim' },
      ],
      all.map((requirement) => toRow(requirement)),
      paint,
    ),
  ];
}

/** A verdict alone; of a claim that is not made, none. */
export function verdictCell(verdict: Verdict | null): Cell {
  return verdict === null ? '–' : VERDICTS[verdict];
}

/** Whether any of them is certain to fail. */
export function anyFails(all: readonly CheckedRequirement[]): boolean {
  return all.some(({ verdict }) => verdict === 'fails');
}

function toRow({ verdict, value, unit, relation, bound, margin, claim, why }: CheckedRequirement) {
  const sign = relation === 'atLeast' ? '≥' : '≤';
  const cells: Cell[] = [
    VERDICTS[verdict],
    amount(value, unit),
    `${sign} ${amount(bound, unit)}`,
    unit === 'date' ? daysLeft(value, bound, relation) : signedShare(margin),
    `${claim}\n${why}`,
  ];
  return cells;
}

/** A share of the seconds since 1970 says nothing. */
function daysLeft(value: number, bound: number, relation: CheckedRequirement['relation']): string {
  const left = relation === 'atMost' ? bound - value : value - bound;
  return `${left > 0 ? '+' : ''}${amount(left, 'd')}`;
}
