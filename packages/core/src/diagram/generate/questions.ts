import type { GraphAnswer, GraphQuestion } from '../ask/ask.ts';
import type { Chance, MadeEdge, MadeGraph } from './graph.ts';

/** A question about a graph and its answer, found by trying everything: no code is shared with what answers questions. */
export interface SetQuestion {
  readonly ask: GraphQuestion;
  /** In order. */
  readonly right: readonly string[];
}

/** One question of each sort that has one answer. */
export function questionsOf(graph: MadeGraph, chance: Chance): SetQuestion[] {
  const { nodes } = graph;
  const [one, other] = [chance.of(nodes), chance.of(nodes)];
  const degree = edgesAt(graph, one.id).length;
  const questions: SetQuestion[] = [
    { ask: { what: 'neighbours', of: one.label }, right: names(graph, neighbours(graph, one.id)) },
    {
      ask: { what: 'degrees', is: degree },
      right: names(
        graph,
        nodes.map(({ id }) => id).filter((id) => edgesAt(graph, id).length === degree),
      ),
    },
    { ask: { what: 'links', is: 1 }, right: pairsOfOne(graph).map(named(graph)).sort() },
    { ask: { what: 'cuts' }, right: cuts(graph) },
    {
      ask: { what: 'parts' },
      right: partsOf(graph)
        .map(({ length }) => String(length))
        .sort(),
    },
    { ask: { what: 'count', by: 'group' }, right: countByGroup(graph) },
  ];
  if (one !== other)
    questions.push({
      ask: { what: 'paths', from: one.label, to: other.label, most: 1 },
      right: [String(steps(graph, one.id, other.id))],
    });
  const beyond = hangingOff(graph, one.id);
  if (beyond)
    questions.push({ ask: { what: 'beyond', of: one.label }, right: names(graph, beyond) });
  return questions;
}

/** What was answered, in the form in which `right` of a question stands. */
export function answerOf(
  { ask: { what } }: SetQuestion,
  answer: GraphAnswer,
  labelOf: (id: string) => string,
): string[] {
  const pair = (a: string, b: string) => [labelOf(a), labelOf(b)].sort().join(' – ');
  const nodes = answer.nodes.map(({ id }) => labelOf(id));
  switch (what) {
    case 'links':
      return answer.pairs.map(({ a, b }) => pair(a, b)).sort();
    case 'cuts':
      return [...nodes, ...answer.edges.map(({ from, to }) => pair(from, to))].sort();
    case 'parts':
      return answer.parts.map(({ length }) => String(length)).sort();
    case 'count':
      return answer.counts.map(({ name, count }) => `${name}: ${count}`).sort();
    case 'paths':
      return [String((answer.paths[0]?.length ?? 0) - 1)];
    default:
      return nodes.sort();
  }
}

function names({ nodes }: MadeGraph, ids: readonly string[]): string[] {
  return nodes
    .filter(({ id }) => ids.includes(id))
    .map(({ label }) => label)
    .sort();
}

function named({ nodes }: MadeGraph) {
  const labelOf = (id: string) => nodes.find((node) => node.id === id)!.label;
  return ([a, b]: readonly [string, string]) => [labelOf(a), labelOf(b)].sort().join(' – ');
}

function edgesAt({ edges }: MadeGraph, id: string): MadeEdge[] {
  return edges.filter(({ from, to }) => from === id || to === id);
}

function neighbours(graph: MadeGraph, id: string): string[] {
  return edgesAt(graph, id).map(({ from, to }) => (from === id ? to : from));
}

/** Of those nodes that are left, which hang together. */
function partsOf(graph: MadeGraph, without?: string, cut?: MadeEdge): string[][] {
  const parts = graph.nodes.filter(({ id }) => id !== without).map(({ id }) => [id]);
  for (const edge of graph.edges) {
    if (edge === cut) continue;
    const a = parts.findIndex((part) => part.includes(edge.from));
    const b = parts.findIndex((part) => part.includes(edge.to));
    if (a < 0 || b < 0 || a === b) continue;
    parts[a]!.push(...parts[b]!);
    parts.splice(b, 1);
  }
  return parts;
}

function isPair(edge: MadeEdge, other: MadeEdge): boolean {
  const ends = [other.from, other.to];
  return (
    [edge.from, edge.to].sort().join() === ends.sort().join() &&
    (edge.from === edge.to) === (other.from === other.to)
  );
}

/** As the makers write them: "2 x 800G" is two. */
function linksMeant({ label }: MadeEdge): number {
  return Number(/^(\d+) x /.exec(label)?.[1] ?? 1);
}

function pairsOfOne({ edges }: MadeGraph): (readonly [string, string])[] {
  return edges
    .filter(
      (edge) =>
        edges.filter((other) => isPair(edge, other)).reduce((sum, e) => sum + linksMeant(e), 0) ===
        1,
    )
    .map(({ from, to }) => [from, to] as const);
}

/** Nodes and single links without which others no longer hang together, each taken away to see. */
function cuts(graph: MadeGraph): string[] {
  const whole = partsOf(graph).length;
  const places = graph.nodes
    .filter(({ id }) => {
      const isAlone = neighbours(graph, id).every((near) => near === id);
      return partsOf(graph, id).length > whole - (isAlone ? 1 : 0);
    })
    .map(({ label }) => label);
  const single = new Set(pairsOfOne(graph).map(named(graph)));
  const links = graph.edges
    .filter((edge) => partsOf(graph, undefined, edge).length > whole)
    .map(({ from, to }) => named(graph)([from, to]))
    .filter((pair) => single.has(pair));
  return [...places, ...links].sort();
}

function countByGroup({ nodes, groups }: MadeGraph): string[] {
  const all = [...groups, { id: null, label: '' }].map(({ id, label }) => ({
    label,
    count: nodes.filter(({ group }) => group === id).length,
  }));
  return all
    .filter(({ count }) => count > 0)
    .map(({ label, count }) => `${label}: ${count}`)
    .sort();
}

/** Where one may go from a node in one step. */
function onwards(graph: MadeGraph, id: string): string[] {
  return edgesAt(graph, id)
    .filter(({ from, directed }) => from === id || !directed)
    .map(({ from, to }) => (from === id ? to : from));
}

/** Of the shortest way; -1 if there is none. */
function steps(graph: MadeGraph, from: string, to: string): number {
  let [reached, count] = [[from], 0];
  while (!reached.includes(to)) {
    const next = [...new Set(reached.flatMap((id) => [id, ...onwards(graph, id)]))];
    if (next.length === reached.length) return -1;
    [reached, count] = [next, count + 1];
  }
  return count;
}

/** Undefined where what is left falls into parts of which none is the largest. */
function hangingOff(graph: MadeGraph, id: string): string[] | undefined {
  const own = edgesAt(graph, id);
  if (own.length > 0 && own.every(({ directed }) => directed))
    return graph.nodes
      .map((node) => node.id)
      .filter((each) => each !== id && steps(graph, id, each) > 0);
  const before = partsOf(graph).find((part) => part.includes(id))!;
  const [largest, second, ...rest] = partsOf(graph, id)
    .filter((part) => part.every((each) => before.includes(each)))
    .sort((a, b) => b.length - a.length);
  if (second && largest!.length === second.length) return undefined;
  return second ? [second, ...rest].flat() : [];
}
