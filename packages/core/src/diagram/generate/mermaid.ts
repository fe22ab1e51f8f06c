import { Chance, type MadeEdge, type MadeGraph, type MadeNode, membersOf } from './graph.ts';

/** A graph as a Mermaid flowchart, in one of the many ways in which people write them. */
export function writeMermaid(graph: MadeGraph, seed: number): string {
  const chance = new Chance(seed + 7_000);
  const ids = new Map(graph.nodes.map(({ id }, index) => [id, idOf(chance, index)]));
  const lines: string[] = [];
  if (chance.is(0.3)) lines.push('---', 'title: A --> B', '---');
  if (chance.is(0.3)) lines.push('%%{init: {"theme": "dark"}}%%');
  lines.push(
    `${chance.of(['flowchart', 'graph'])} ${chance.of(['TB', 'TD', 'LR', 'RL', 'BT'])}${chance.of(['', ';'])}`,
  );
  lines.push(...within(graph, null, { chance, ids, depth: 1 }));
  for (let index = 0; index < graph.edges.length; index++) {
    const edge = graph.edges[index]!;
    const next = graph.edges[index + 1];
    // A chain, where the next edge goes on from where this one ends.
    if (next && next.from === edge.to && chance.is(0.7)) {
      const [a, b, c] = [edge.from, edge.to, next.to].map((id) => ids.get(id)!);
      lines.push(`  ${a}${linkOf(edge, chance)}${b}${linkOf(next, chance)}${c}`);
      index++;
    } else lines.push(`  ${ids.get(edge.from)}${linkOf(edge, chance)}${ids.get(edge.to)}`);
    if (chance.is(0.1)) lines.push('  %% A --> nobody');
    if (chance.is(0.1)) lines.push('');
  }
  const first = ids.get(graph.nodes[0]!.id)!;
  if (chance.is(0.4))
    lines.push('  classDef hot fill:#f96,stroke:#333,stroke-width:2px', `  class ${first} hot`);
  if (chance.is(0.3)) lines.push(`  style ${first} fill:#bbf`, '  linkStyle 0 stroke:#f00');
  if (chance.is(0.2)) lines.push(`  click ${first} "https://example.org/a-->b" "Tip"`);
  return `${lines.join(chance.is(0.1) ? '\r\n' : '\n')}\n`;
}

interface Way {
  readonly chance: Chance;
  readonly ids: ReadonlyMap<string, string>;
  readonly depth: number;
}

function within(graph: MadeGraph, group: string | null, way: Way): string[] {
  const { chance, ids, depth } = way;
  const indent = chance.of(['  ', '    ', '\t']).repeat(depth);
  const { nodes, groups } = membersOf(graph, group);
  const stated = nodes.map((node) => `${indent}${nodeOf(node, ids.get(node.id)!, chance)}`);
  const inner = groups.flatMap((each) => [
    `${indent}subgraph ${chance.of([`${each.id} [${each.label}]`, `${each.id}["${each.label}"]`])}`,
    ...(chance.is(0.3) ? [`${indent}  direction ${chance.of(['LR', 'TB'])}`] : []),
    ...within(graph, each.id, { ...way, depth: depth + 1 }),
    `${indent}end`,
  ]);
  return chance.is(0.5) ? [...stated, ...inner] : [...inner, ...stated];
}

function idOf(chance: Chance, index: number): string {
  return chance.of([
    `n${index}`,
    `node-${index}`,
    `N_${index}`,
    `leaf.${index}`,
    `${index}a`,
    `knoten_ü${index}`,
  ]);
}

const SHAPES = [
  ...['[%]', '(%)', '([%])', '[[%]]', '[(%)]', '((%))', '>%]', '{%}', '{{%}}', '[/%/]'],
  ...['[\\%\\]', '[/%\\]', '[\\%/]', '(((%)))'],
];

function nodeOf({ label }: MadeNode, id: string, chance: Chance): string {
  const suffix = chance.is(0.15) ? ':::hot' : '';
  if (chance.is(0.15)) {
    const shape = chance.of(['rect', 'cyl', 'docs', 'hex', 'stadium', 'circle', 'lean-r']);
    return `${id}@{ shape: ${shape}, label: "${quoted(label, chance)}" }`;
  }
  const isPlain = /^[\w ]+$/.test(label) && !/\bend\b/.test(label);
  const text = isPlain && chance.is(0.6) ? label : `"${quoted(label, chance)}"`;
  const markdown = isPlain && chance.is(0.15) ? `"\`**${label}**\`"` : text;
  return `${id}${chance.of(SHAPES).replace('%', () => markdown)}${suffix}`;
}

/** Text in quotes; quotes in it, and what would be a tag, as entities. */
function quoted(label: string, chance: Chance): string {
  return label
    .replaceAll('#', '#35;')
    .replaceAll('&', chance.of(['&', '#amp;']))
    .replaceAll('"', '#quot;')
    .replaceAll('<', '#lt;')
    .replaceAll('>', '#gt;')
    .replaceAll('\n', chance.of(['<br>', '<br/>', '<br />']));
}

function linkOf({ label, directed }: MadeEdge, chance: Chance): string {
  const kind = chance.of(['-', '=', '.'] as const);
  const length = chance.from(0, 2);
  const line = {
    '-': (end: string) => `--${'-'.repeat(length)}${end || '-'}`,
    '=': (end: string) => `==${'='.repeat(length)}${end || '='}`,
    '.': (end: string) => `-${'.'.repeat(length + 1)}-${end}`,
  }[kind];
  const head = directed ? chance.of(['>', '>', '>', 'x', 'o']) : '';
  const both = !directed && chance.is(0.2) ? '>' : '';
  const whole = both ? `<${line(both)}` : line(head);
  if (label === '') return ` ${whole} `;
  const text = chance.is(0.5) ? `"${label.replaceAll('&', '#amp;')}"` : label;
  const way = chance.from(0, 1);
  if (way === 0 || both) return ` ${whole}|${text}| `;
  const start = { '-': '--', '=': '==', '.': '-.' }[kind];
  return ` ${start} ${text} ${line(head)} `;
}
