import { andThen, mapValue, ok, type Result } from '../../base/index.ts';
import type { Diagram, DiagramEdge, DiagramNode } from '../diagram.ts';
import { findCuts } from './cuts.ts';
import { kindOf, linksOf } from './links.ts';
import { Network } from './network.ts';
import { findPaths } from './paths.ts';

/** Questions about a graph that have exact answers. A name is that of a node: its id, or its label in any case. */
export type GraphQuestion =
  | { readonly what: 'neighbours'; readonly of: string }
  | { readonly what: 'beyond'; readonly of: string }
  | {
      readonly what: 'paths';
      readonly from: string;
      readonly to: string;
      readonly most?: number | undefined;
    }
  | { readonly what: 'degrees'; readonly is?: number | undefined }
  | { readonly what: 'links'; readonly is?: number | undefined }
  | { readonly what: 'cuts' }
  | { readonly what: 'parts' }
  | { readonly what: 'count'; readonly by: 'kind' | 'label' | 'group' };

export interface AskedNode extends DiagramNode {
  /** Edges that end at it; a loop once. */
  readonly degree: number;
}

export interface AskedEdge extends DiagramEdge {
  /** How many links it stands for, as its label says; 1 if it does not. */
  readonly links: number;
}

/** The answer to any question; what a question does not ask for is empty. */
export interface GraphAnswer {
  /** The answer in a sentence. */
  readonly sentence: string;
  readonly nodes: readonly AskedNode[];
  readonly edges: readonly AskedEdge[];
  /** Ids from one end to the other, shortest first. */
  readonly paths: readonly (readonly string[])[];
  /** Ids of nodes that hang together, the largest part first. */
  readonly parts: readonly (readonly string[])[];
  /** The most frequent first. */
  readonly counts: readonly { readonly name: string; readonly count: number }[];
  /** Pairs of nodes with the links between them, those with the fewest first. */
  readonly pairs: readonly { readonly a: string; readonly b: string; readonly links: number }[];
  /** Whether there are more paths than were asked for. */
  readonly more: boolean;
}

const USUAL_PATHS = 10;

/** Answers a question about a graph. Problems: `diagram.unknown` and `diagram.ambiguous`, of names. */
export function askGraph(diagram: Diagram, question: GraphQuestion): Result<GraphAnswer> {
  const network = new Network(diagram);
  switch (question.what) {
    case 'neighbours':
      return mapValue(network.find(question.of), (id) => neighbours(network, id));
    case 'beyond':
      return mapValue(network.find(question.of), (id) => beyond(network, id));
    case 'paths':
      return andThen(network.find(question.from), (from) =>
        mapValue(network.find(question.to), (to) =>
          paths(network, from, to, question.most ?? USUAL_PATHS),
        ),
      );
    case 'degrees':
      return ok(degrees(network, question.is));
    case 'links':
      return ok(links(network, question.is));
    case 'cuts':
      return ok(cuts(network));
    case 'parts':
      return ok(parts(network));
    case 'count':
      return ok(count(network, question.by));
  }
}

type Found = Partial<Omit<GraphAnswer, 'nodes' | 'edges'>> & {
  readonly sentence: string;
  readonly nodes?: readonly string[];
  readonly edges?: readonly number[];
};

function answer(network: Network, found: Found): GraphAnswer {
  const { nodes = [], edges = [], ...rest } = found;
  const known = new Map(network.diagram.nodes.map((node) => [node.id, node]));
  const { groups } = network.diagram;
  const place = (id: string): DiagramNode => {
    const group = groups.find((each) => each.id === id);
    return known.get(id) ?? { id, label: group?.label ?? '', group: group?.parent ?? null };
  };
  return {
    ...{ paths: [], parts: [], counts: [], pairs: [], more: false },
    ...rest,
    nodes: nodes.map((id) => ({ ...place(id), degree: network.from(id).length })),
    edges: edges.map((index) => {
      const edge = network.diagram.edges[index]!;
      return { ...edge, links: linksOf(edge) };
    }),
  };
}

function neighbours(network: Network, id: string): GraphAnswer {
  const steps = network.from(id);
  const near = network.inOrder(new Set(steps.map(({ to }) => to)));
  const sentence = `${network.nameOf(id)} has ${counted(near.length, 'neighbour')}${listed(network, near)}.`;
  return answer(network, { sentence, nodes: near, edges: steps.map(({ index }) => index) });
}

/**
 * What hangs off a place. Where all its edges are arrows: what they lead to. Else what would be cut off from the rest,
 * which is the largest part that is left, if the place were taken away.
 */
function beyond(network: Network, id: string): GraphAnswer {
  const steps = network.from(id);
  const isDirected = steps.length > 0 && steps.every(({ edge }) => edge.directed);
  const nodes = isDirected ? network.reach(id, { isDirected }) : cutOff(network, id);
  const sentence = `${counted(nodes.length, 'node')} ${nodes.length === 1 ? 'hangs' : 'hang'} off ${network.nameOf(id)}${listed(network, nodes)}.`;
  return answer(network, { sentence, nodes });
}

function cutOff(network: Network, id: string): string[] {
  const own = new Set(network.reach(id));
  const [, ...smaller] = network.parts(id).filter((part) => own.has(part[0]!));
  return network.inOrder(smaller.flat());
}

function paths(network: Network, from: string, to: string, most: number): GraphAnswer {
  const found = findPaths(network, from, to, most);
  const [shortest] = found.paths;
  const ends = `from ${network.nameOf(from)} to ${network.nameOf(to)}`;
  const way = shortest?.map((id) => network.nameOf(id)).join(' – ');
  const number = `${found.more ? 'More than ' : ''}${counted(found.paths.length, 'path')}`;
  const sentence = shortest
    ? `${number} ${ends}; the shortest has ${counted(shortest.length - 1, 'link')}: ${way}.`
    : `No path leads ${ends}.`;
  return answer(network, { ...found, sentence });
}

function degrees(network: Network, is: number | undefined): GraphAnswer {
  const { nodes } = network.diagram;
  const of = new Map(nodes.map(({ id }) => [id, network.from(id).length]));
  const asked = nodes.filter(({ id }) => is === undefined || of.get(id) === is).map(({ id }) => id);
  asked.sort((a, b) => of.get(b)! - of.get(a)!);
  const sentence =
    is === undefined
      ? `The most links has ${asked[0] === undefined ? 'no node' : `${network.nameOf(asked[0])}: ${of.get(asked[0])}`}.`
      : `${counted(asked.length, 'node')} ${asked.length === 1 ? 'has' : 'have'} ${counted(is, 'link')}${listed(network, asked)}.`;
  return answer(network, { sentence, nodes: asked });
}

function links(network: Network, is: number | undefined): GraphAnswer {
  const pairs = new Map<string, { a: string; b: string; links: number }>();
  const indices = new Map<string, number[]>();
  for (const [index, edge] of network.diagram.edges.entries()) {
    const key = JSON.stringify([edge.from, edge.to].sort());
    const pair = pairs.get(key) ?? { a: edge.from, b: edge.to, links: 0 };
    pair.links += linksOf(edge);
    pairs.set(key, pair);
    indices.set(key, [...(indices.get(key) ?? []), index]);
  }
  const asked = [...pairs].filter(([, pair]) => is === undefined || pair.links === is);
  asked.sort(([, a], [, b]) => a.links - b.links);
  const named = asked.map(([, { a, b }]) => `${network.nameOf(a)} – ${network.nameOf(b)}`);
  const what =
    is === undefined
      ? 'are linked'
      : `${asked.length === 1 ? 'has' : 'have'} ${counted(is, 'link')}`;
  const sentence = `${counted(asked.length, 'pair')} of nodes ${what}${enumerated(named)}.`;
  return answer(network, {
    sentence,
    pairs: asked.map(([, pair]) => pair),
    edges: asked.flatMap(([key]) => indices.get(key)!),
  });
}

function cuts(network: Network): GraphAnswer {
  const { places, edges } = findCuts(network);
  const lines = edges.map((index) => {
    const { from, to } = network.diagram.edges[index]!;
    return `${network.nameOf(from)} – ${network.nameOf(to)}`;
  });
  const sentence =
    places.length + edges.length === 0
      ? 'Nothing is a single point of failure.'
      : `Single points of failure: ${counted(places.length, 'node')}${listed(network, places)}; ${counted(edges.length, 'link')}${enumerated(lines)}.`;
  return answer(network, { sentence, nodes: places, edges });
}

function parts(network: Network): GraphAnswer {
  const found = network.parts();
  const sentence =
    found.length === 1
      ? 'Everything hangs together.'
      : `The diagram falls into ${counted(found.length, 'part')}, of ${found
          .map((part) => part.length)
          .slice(0, 20)
          .join(', ')} nodes.`;
  return answer(network, { sentence, parts: found });
}

function count(network: Network, by: 'kind' | 'label' | 'group'): GraphAnswer {
  const { nodes, groups } = network.diagram;
  const counts = new Map<string, number>();
  const groupName = (id: string | null) => groups.find((group) => group.id === id)?.label ?? '';
  for (const { id, label, group } of nodes) {
    const name = by === 'kind' ? kindOf(label || id) : by === 'label' ? label : groupName(group);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const listedCounts = [...counts].map(([name, number]) => ({ name, count: number }));
  listedCounts.sort((a, b) => b.count - a.count);
  const named = listedCounts.map(
    ({ name, count: number }) => `${number} ${name.replaceAll('\n', ' ') || '(none)'}`,
  );
  const sentence = `${counted(nodes.length, 'node')}${enumerated(named)}.`;
  return answer(network, { sentence, counts: listedCounts });
}

/** How many are named in a sentence. */
const MOST_NAMED = 12;

function listed(network: Network, ids: readonly string[]): string {
  return enumerated(ids.map((id) => network.nameOf(id)));
}

function enumerated(names: readonly string[]): string {
  if (names.length === 0) return '';
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : '';
  return `: ${names.slice(0, MOST_NAMED).join(', ')}${more}`;
}

function counted(number: number, what: string): string {
  return `${number === 0 ? 'no' : number} ${what}${number === 1 ? '' : 's'}`;
}
