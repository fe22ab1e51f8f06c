import type { DrawnComparison } from '@gigafactory/core/api';
import { showQuantity } from '@gigafactory/core/base';
import type { Paint } from '../text/paint.ts';
import { type Cell, table } from '../text/table.ts';

/** A drawn fabric beside the planned one. */
export function showDeviations({ rows, others }: DrawnComparison, paint: Paint): string[] {
  const right = (title: string) => ({ title, align: 'right' }) as const;
  const differing = rows.filter(({ differs }) => differs).length;
  const lines = rows.map(({ what, drawn, planned, differs }): Cell[] => [
    what,
    drawn === null ? 'not shown' : showQuantity(drawn, '1'),
    showQuantity(planned, '1'),
    differs ? { text: 'differs', style: 'yellow' } : '',
  ]);
  return [
    differing === 0
      ? 'What the diagram shows of the fabric is as planned.'
      : `${differing} of what the diagram shows ${differing === 1 ? 'differs' : 'differ'} from the plan.`,
    '',
    ...table([{ title: '' }, right('drawn'), right('planned'), { title: '' }], lines, paint),
    ...(others === 0 ? [] : ['', `${others} other nodes are no part of the fabric.`]),
  ];
}
