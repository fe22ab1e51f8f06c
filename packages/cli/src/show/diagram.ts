import type { Diagram, DrawnComparison } from '@gigafactory/core/api';
import { showQuantity } from '@gigafactory/core/base';
import { facts } from '../text/facts.ts';
import type { Paint } from '../text/paint.ts';
import { type Cell, table } from '../text/table.ts';

const FORMATS = { svg: 'SVG', mermaid: 'Mermaid', dot: 'Graphviz DOT', drawio: 'draw.io' } as const;

/** The graph of a diagram as tables: its groups, its nodes with their links, its edges. */
export function showDiagram(diagram: Diagram, paint: Paint): string[] {
  const { format, nodes, edges, groups, pages, page, notices } = diagram;
  return [
    ...facts(
      FORMATS[format],
      [
        ...(pages.length > 1 ? [['page', `${pages[page]}, of ${pages.join(', ')}`] as const] : []),
        ['nodes', String(nodes.length)],
        ['edges', String(edges.length)],
        ['groups', String(groups.length)],
        ...notices.map(({ message }) => ['note', message] as const),
      ],
      paint,
    ),
    ...titled('Groups', showGroups(diagram, paint), paint),
    ...titled('Nodes', showNodes(diagram, paint), paint),
    ...titled('Edges', showEdges(diagram, paint), paint),
  ];
}

/** A text of several lines on one. */
export function onOneLine(label: string): string {
  return label.replaceAll('\n', ' / ');
}

function titled(title: string, lines: readonly string[], paint: Paint): readonly string[] {
  return lines.length === 0 ? [] : ['', paint('bold', title), ...lines];
}

function showGroups({ groups, nodes }: Diagram, paint: Paint): string[] {
  if (groups.length === 0) return [];
  const rows = groups.map(({ id, label, parent }) => {
    const count = nodes.filter(({ group }) => group === id).length;
    return [id, String(count), parent ?? '', onOneLine(label)];
  });
  const columns = [{ title: 'id' }, { title: 'nodes', align: 'right' as const }, { title: 'in' }];
  return table([...columns, { title: 'label' }], rows, paint);
}

function showNodes({ nodes, edges }: Diagram, paint: Paint): string[] {
  if (nodes.length === 0) return [];
  const degrees = new Map<string, number>();
  for (const end of edges.flatMap(({ from, to }) => [from, to]))
    degrees.set(end, (degrees.get(end) ?? 0) + 1);
  const rows = nodes.map(({ id, label, group }) => [
    id,
    String(degrees.get(id) ?? 0),
    group ?? '',
    onOneLine(label),
  ]);
  const columns = [{ title: 'id' }, { title: 'links', align: 'right' as const }, { title: 'in' }];
  return table([...columns, { title: 'label' }], rows, paint);
}

function showEdges({ edges }: Diagram, paint: Paint): string[] {
  if (edges.length === 0) return [];
  const rows = edges.map(({ from, to, label, directed }) => [
    from,
    directed ? '→' : '–',
    to,
    onOneLine(label),
  ]);
  return table(
    [{ title: 'from' }, { title: '' }, { title: 'to' }, { title: 'label' }],
    rows,
    paint,
  );
}

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
    ...(others === 0 ? [] : ['', beside(others)]),
  ];
}

function beside(others: number): string {
  return others === 1
    ? '1 other node is no part of the fabric.'
    : `${others} other nodes are no part of the fabric.`;
}
