import type { Estimate, Rating } from '@gigafactory/core/diagram-set';
import type { DiagramEvaluation } from '../diagram-set/order.ts';
import type { Paint } from '../text/paint.ts';
import { table } from '../text/table.ts';
import { paragraph } from '../text/wrap.ts';

/** How well diagrams were read, by format or kind. */
export function showDiagramRatings(evaluation: DiagramEvaluation, paint: Paint): string[] {
  const { reader, upstream, by, all, tokens } = evaluation;
  const who =
    upstream === undefined ? 'by the readers of this program' : `by ${reader} at ${upstream}`;
  const right = (title: string) => ({ title, align: 'right' as const });
  return [
    paint('bold', `${all.drawings} diagrams, read ${who}`),
    ...table(
      [
        { title: 'of' },
        right('drawn'),
        right('not read'),
        right('node F1'),
        right('edge F1'),
        right('groups'),
        right('directions'),
        right('texts'),
        right('exact'),
        right('questions right'),
      ],
      [...Object.entries(by), ['all', all] as const].map(([name, rating]) => rowOf(name, rating)),
      paint,
    ),
    ...(tokens
      ? [`${tokens.input} tokens read and ${tokens.output} written, as the server counts them.`]
      : []),
    ...paragraph(
      'In brackets: where 95 % of the means of samples drawn anew lie. What could not be read counts as 0.',
      paint.width,
    ),
  ];
}

function rowOf(name: string, rating: Rating): string[] {
  const { drawings, failed, nodeF1, edgeF1, groups, directions, texts, exact, questions } = rating;
  return [
    ...[name, String(drawings), String(failed)],
    ...[nodeF1, edgeF1, groups, directions, texts, exact].map(show),
    `${questions.right} of ${questions.asked}`,
  ];
}

function show(estimate: Estimate | undefined): string {
  if (!estimate) return '';
  const { mean, low, high } = estimate;
  const text = (value: number) => value.toFixed(3);
  return low === high ? text(mean) : `${text(mean)} (${text(low)}-${text(high)})`;
}
