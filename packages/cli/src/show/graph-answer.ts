import type { GraphAnswer } from '@gigafactory/core/api';
import type { Paint } from '../text/paint.ts';
import { table } from '../text/table.ts';
import { onOneLine } from './diagram.ts';

/** The answer to a question about a graph: a sentence, and what it rests on. */
export function showGraphAnswer(answer: GraphAnswer, paint: Paint): string[] {
  const { sentence, nodes, edges, paths, parts, counts, pairs } = answer;
  const right = (title: string) => ({ title, align: 'right' }) as const;
  const sections: readonly string[][] = [
    table(
      [{ title: 'id' }, right('links'), { title: 'in' }, { title: 'label' }],
      nodes.map(({ id, degree, group, label }) => [
        id,
        String(degree),
        group ?? '',
        onOneLine(label),
      ]),
      paint,
    ),
    table(
      [{ title: 'from' }, { title: '' }, { title: 'to' }, right('links'), { title: 'label' }],
      edges.map(({ from, to, directed, links, label }) => [
        ...[from, directed ? '→' : '–', to, String(links), onOneLine(label)],
      ]),
      paint,
    ),
    table(
      [right('links'), { title: 'pair' }],
      pairs.map(({ a, b, links }) => [String(links), `${a} – ${b}`]),
      paint,
    ),
    table(
      [right('nodes'), { title: '' }],
      counts.map(({ name, count }) => [String(count), onOneLine(name)]),
      paint,
    ),
    ['', ...paths.map((path) => `  ${path.join(' – ')}`)],
    ['', ...parts.map((part) => `  ${part.join(', ')}`)],
  ];
  return [
    sentence,
    ...sections
      .filter((lines) => lines.length > 1)
      .flatMap((lines) => ['', ...lines.filter((line) => line !== '')]),
  ];
}
