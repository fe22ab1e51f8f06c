import {
  Chance,
  escapeXml,
  type MadeEdge,
  type MadeGraph,
  type MadeNode,
  membersOf,
} from './graph.ts';

/** A graph in DOT, in one of the many ways in which people and programs write it. */
export function writeDot(graph: MadeGraph, seed: number): string {
  const chance = new Chance(seed + 9_000);
  const isDirected = chance.is(0.6);
  const ids = new Map(graph.nodes.map(({ id, label }, index) => [id, idOf(chance, index, label)]));
  const way: Way = { chance, ids, isDirected, depth: 1 };
  const lines = [chance.of(['', '/* a -> b */', '// c -- d', '# 1 "x.gv"'])];
  lines.push(
    `${chance.of([isDirected ? 'digraph' : 'graph', isDirected ? 'DiGraph' : 'GRAPH'])} ${chance.of(['', 'G', '"a graph"', '_1'])} {`,
  );
  if (chance.is(0.5)) lines.push(`  rankdir=${chance.of(['LR', '"TB"'])};`);
  if (chance.is(0.5))
    lines.push('  node [shape=box, style="rounded,filled" fillcolor="#eef"; fontname=Helvetica]');
  if (chance.is(0.3)) lines.push('  edge [color=gray]');
  lines.push(...within(graph, null, way));
  for (let index = 0; index < graph.edges.length; index++) {
    const edge = graph.edges[index]!;
    const next = graph.edges[index + 1];
    const isChain =
      next && next.from === edge.to && next.label === edge.label && next.directed === edge.directed;
    const ends = [edge.from, edge.to, ...(isChain ? [next.to] : [])].map((id) =>
      ported(ids.get(id)!, chance),
    );
    if (isChain) index++;
    lines.push(
      `  ${ends.join(isDirected ? ' -> ' : '--')}${attributesOf(edge, way)}${chance.of([';', ''])}`,
    );
  }
  lines.push('}');
  return `${lines.join('\n')}\n`;
}

interface Way {
  readonly chance: Chance;
  readonly ids: ReadonlyMap<string, string>;
  readonly isDirected: boolean;
  readonly depth: number;
}

function within(graph: MadeGraph, group: string | null, way: Way): string[] {
  const { chance, ids, depth } = way;
  const indent = '  '.repeat(depth);
  const { nodes, groups } = membersOf(graph, group);
  const stated = nodes.map((node) => indent + nodeOf(node, ids.get(node.id)!, chance));
  const inner = groups.flatMap((each) => [
    `${indent}subgraph ${chance.of([`cluster_${each.id}`, `"cluster ${each.id}"`])} {`,
    `${indent}  ${chance.of([`label="${each.label}"`, `graph [label="${each.label}" style=dashed]`])}`,
    ...within(graph, each.id, { ...way, depth: depth + 1 }),
    `${indent}}`,
  ]);
  // What ranks nodes is no cluster, and holds none.
  const rank =
    nodes.length > 1 && chance.is(0.3)
      ? [`${indent}{ rank=same; ${nodes.map(({ id }) => ids.get(id)).join('; ')} }`]
      : [];
  return [...stated, ...inner, ...rank];
}

function idOf(chance: Chance, index: number, label: string): string {
  const plain = chance.of([`n${index}`, `Node_${index}`, `${index}`, `-${index}.5`, `ü${index}`]);
  if (chance.is(0.2) && !label.includes('\n')) return quote(label);
  return chance.is(0.2) ? `"id ${index}, with: marks -> {}"` : plain;
}

function quote(text: string): string {
  return `"${text.replaceAll('"', '\\"')}"`;
}

function nodeOf({ label }: MadeNode, id: string, chance: Chance): string {
  if (id === quote(label) && chance.is(0.8))
    return `${id}${chance.of(['', ' []', ' [shape=ellipse]'])};`;
  const way = chance.from(0, 4);
  // Graphviz reads entities in labels: what looks like one is written as one.
  const escaped = label.replaceAll('&', '&amp;');
  if (way === 0)
    return `${id} [label=<${chance.of(['<b>%</b>', '<font color="red">%</font>', '%', '<table><tr><td>%</td></tr></table>']).replace('%', () => escapeXml(label).replaceAll('\n', '<br/>'))}>];`;
  if (way === 1 && !label.includes('\n')) {
    const at = Math.floor(escaped.length / 2);
    const [a, b] = [escaped.slice(0, at), escaped.slice(at)];
    return `${id} [shape=oval label=${quote(a)} + ${quote(b)}]`;
  }
  const text = quote(escaped).replaceAll('\n', chance.of(['\\n', '\\l', '\\r']));
  if (way === 2) {
    const fields = text
      .slice(1, -1)
      .replace(/[<>{}|]/g, (mark) => `\\${mark}`)
      .split('\\n');
    return `${id} [shape=${chance.of(['record', 'Mrecord'])}, label="${chance.of(['', '{'])}${fields.map((field, index) => `<f${index}> ${field}`).join('|')}"]`.replace(
      /"\{(.*)"\]$/,
      '"{$1}"]',
    );
  }
  return `${id} [label=${text}, tooltip="a -> b"];`;
}

function ported(id: string, chance: Chance): string {
  return chance.is(0.15) ? `${id}:${chance.of(['n', 'p0:w', '"port 1"'])}` : id;
}

function attributesOf({ label, directed }: MadeEdge, { chance, isDirected }: Way): string {
  const given: string[] = [];
  if (label !== '') given.push(`label=${quote(label.replaceAll('&', '&amp;'))}`);
  if (directed && !isDirected) given.push('dir=forward');
  if (!directed && isDirected) given.push(chance.of(['dir=none', 'dir="both"', 'arrowhead=none']));
  if (chance.is(0.3))
    given.push(chance.of(['color="#f00"', 'style=dashed', 'penwidth=2', 'constraint=false']));
  if (given.length === 0) return '';
  return chance.is(0.3)
    ? ` ${given.map((each) => `[${each}]`).join(' ')}`
    : ` [${given.join(chance.of([', ', ' ', '; ']))}]`;
}
