import type { Diagram, DraftedFactory, DrawnComparison, GraphAnswer } from '@gigafactory/core/api';
import { type Problem, showQuantity } from '@gigafactory/core/base';
import { inMarkdown } from '../words.ts';

/** Rows of a table, and lines of a list, that are told; how many more there are is said. */
const MOST_ROWS = 30;

/** What came of an operation in a sentence, and in Markdown. */
export interface Words {
  readonly short: string;
  readonly words: string;
}

/** A text of a diagram as Markdown that shows it as it is, on one line. */
function plain(label: string): string {
  return inMarkdown(label.replaceAll('\n', ' / '));
}

export function problems(found: readonly Problem[]): string {
  return `${found.map(({ message }) => inMarkdown(message)).join('\n\n')}\n\n`;
}

/** The sentence of an answer, and what it rests on as a table. */
export function graphAnswer(answer: GraphAnswer, { nodes, groups }: Diagram): string {
  const { sentence, paths, parts, pairs, more } = answer;
  const labels = new Map([...groups, ...nodes].map(({ id, label }) => [id, label || id]));
  const nameOf = (id: string): string => plain((labels.get(id) ?? id).split('\n')[0]!);
  const tables = [
    table(
      ['Pair', 'Links'],
      pairs.map(({ a, b, links }) => [`${nameOf(a)} – ${nameOf(b)}`, String(links)]),
    ),
    table(
      ['Path', 'Links'],
      paths.map((path) => [path.map(nameOf).join(' – '), String(path.length - 1)]),
    ),
    parts.length > 1
      ? table(
          ['Part'],
          parts.map((part) => [part.map(nameOf).join(', ')]),
        )
      : '',
    // Which links lead there stands in no sentence.
    pairs.length === 0 ? edgeTable(answer, nameOf) : '',
  ];
  const rest = more ? 'There are more paths.\n\n' : '';
  return `${inMarkdown(sentence)}\n\n${tables.join('')}${rest}`;
}

function edgeTable({ edges }: GraphAnswer, nameOf: (id: string) => string): string {
  return table(
    ['From', 'To', 'Links', 'Label'],
    edges.map(({ from, to, directed, links, label }) => [
      nameOf(from),
      `${directed ? '→ ' : ''}${nameOf(to)}`,
      String(links),
      plain(label),
    ]),
  );
}

export function described({ nodes, edges, groups, notices, pages, page }: Diagram): Words {
  const counts = [
    counted(nodes.length, 'node'),
    counted(edges.length, 'edge'),
    counted(groups.length, 'group'),
  ].join(', ');
  const which = pages.length > 1 ? ` of page ${plain(pages[page] ?? '')}` : '';
  const notes = notices.map(({ message }) => `- ${inMarkdown(message)}\n`).join('');
  const [example] = nodes;
  const hint = example
    ? `Ask about it by its names: “what hangs off ${plain((example.label || example.id).split('\n')[0]!)}?”, “which pairs have one link?”, “any single points of failure?”, “what differs from the plan?”`
    : '';
  return { short: counts, words: `The diagram shows ${counts}${which}.\n\n${notes}\n${hint}\n\n` };
}

export function deviations({ rows, others }: DrawnComparison): readonly [string, string] {
  const differing = rows.filter(({ differs }) => differs).length;
  const short =
    differing === 0
      ? 'What the diagram shows of the fabric is as planned.'
      : `${differing} of what the diagram shows ${differing === 1 ? 'differs' : 'differ'} from the plan.`;
  const lines = rows.map(({ what, drawn, planned, differs }) => [
    plain(what),
    drawn === null ? 'not shown' : showQuantity(drawn, '1'),
    showQuantity(planned, '1'),
    differs ? 'differs' : '',
  ]);
  const rest =
    others === 0
      ? ''
      : `${counted(others, 'other node')} ${others === 1 ? 'is' : 'are'} no part of the fabric.\n\n`;
  return [short, `${short}\n\n${table(['', 'Drawn', 'Planned', ''], lines)}${rest}`];
}

export function drafted({ text, said, assumed }: DraftedFactory): readonly [string, string] {
  const list = (title: string, lines: readonly string[]) =>
    lines.length === 0
      ? ''
      : `${title}\n\n${lines.map((line) => `- ${inMarkdown(line)}`).join('\n')}\n\n`;
  const fence = '`'.repeat(
    Math.max(3, ...(text.match(/`+/g) ?? []).map(({ length }) => length + 1)),
  );
  return [
    `A factory file of ${counted(text.trimEnd().split('\n').length, 'line')}.`,
    `A factory file that begins from what the diagram shows:\n\n${fence}yaml\n${text.trimEnd()}\n${fence}\n\n${list('The diagram says:', said)}${list('It does not say, and is assumed:', assumed)}`,
  ];
}

/** A table of Markdown; nothing if it has no rows. Cells are Markdown already. */
function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
  const more = rows.length > MOST_ROWS ? `${rows.length - MOST_ROWS} more are not listed.\n\n` : '';
  const body = rows.slice(0, MOST_ROWS).map(line).join('');
  const sides = titles.map((_, column) => (isOfNumbers(rows, column) ? '---:' : '---'));
  return `${line(titles)}${line(sides)}${body}\n${more}`;
}

function isOfNumbers(rows: readonly (readonly string[])[], column: number): boolean {
  return rows.every((cells) => /^(?:[\d.,]+|not shown)$/.test(cells[column] ?? ''));
}

function counted(count: number, thing: string): string {
  return `${count.toLocaleString('en')} ${thing}${count === 1 ? '' : 's'}`;
}
