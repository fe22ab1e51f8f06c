import { createStream, mean, quantile } from '../../base/index.ts';
import type { Diagram } from '../diagram.ts';
import { f1 } from './score.ts';

type Graph = Pick<Diagram, 'nodes' | 'edges' | 'groups'>;

/** How much of a graph was read, each from 0 to 1. Undefined where there is nothing to be right about. */
export interface Measure {
  /** F1 of nodes by their labels. */
  readonly nodes: number;
  /** F1 of edges by the labels of their two ends, whichever way they lead. */
  readonly edges: number;
  /** Share of the true nodes that were found in their group, or in none if they are in none. */
  readonly groups: number | undefined;
  /** Share of the true edges that were found with their direction, or without one. */
  readonly directions: number | undefined;
  /** Share of the true edges that were found with their text, or without one. */
  readonly texts: number | undefined;
  /** 1 if nothing is missing, wrong or too much, the nesting of groups included; else 0. */
  readonly exact: number;
}

/** A text as it is compared: one form of each character, plain quotes and dashes, single spaces, no case. */
export function normal(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[‘’ʼ`´]/g, "'")
    .replace(/[“”„]/g, '"')
    .replace(/[‐‑‒–—−]/g, '-')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();
}

/** What was read against what is right; nothing read is nothing right. */
export function measure(read: Graph | undefined, right: Graph): Measure {
  const [a, b] = [said(read ?? NOTHING), said(right)];
  const strict = (['nodesIn', 'lines', 'groups'] as const).map((what) => f1(a[what], b[what]));
  return {
    nodes: f1(a.nodes, b.nodes),
    edges: f1(a.edges, b.edges),
    groups: found(a.nodesIn, b.nodesIn),
    directions: found(a.ways, b.ways),
    texts: found(a.texts, b.texts),
    exact: read && strict.every((each) => each === 1) ? 1 : 0,
  };
}

const NOTHING: Graph = { nodes: [], edges: [], groups: [] };

/** What a graph says, each thing as a text to compare. */
function said({ nodes, edges, groups }: Graph) {
  const labels = new Map([...nodes, ...groups].map(({ id, label }) => [id, normal(label)]));
  const name = (id: string | null) => (id === null ? null : (labels.get(id) ?? null));
  const pair = ({ from, to }: Graph['edges'][number]) => [name(from), name(to)];
  const way = (edge: Graph['edges'][number]) =>
    edge.directed ? ['to', ...pair(edge)] : pair(edge).sort();
  return {
    nodes: nodes.map(({ id }) => JSON.stringify(name(id))),
    nodesIn: nodes.map(({ id, group }) => JSON.stringify([name(id), name(group)])),
    groups: groups.map(({ id, parent }) => JSON.stringify([name(id), name(parent)])),
    edges: edges.map((edge) => JSON.stringify(pair(edge).sort())),
    ways: edges.map((edge) => JSON.stringify(way(edge))),
    texts: edges.map((edge) => JSON.stringify([pair(edge).sort(), normal(edge.label)])),
    lines: edges.map((edge) => JSON.stringify([way(edge), normal(edge.label)])),
  };
}

/** The share of what is right that was read, each as often as it is there. */
function found(read: readonly string[], right: readonly string[]): number | undefined {
  if (right.length === 0) return undefined;
  const left = [...read];
  const hits = right.filter((each) => {
    const at = left.indexOf(each);
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
  return hits.length / right.length;
}

/** A mean with the interval in which 95 % of the means of samples drawn anew from the same values lie. */
export interface Estimate {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

const DRAWS = 2000;

/** By the bootstrap; undefined of no values. The same seed gives the same interval. */
export function estimate(values: readonly number[], seed: number): Estimate | undefined {
  if (values.length === 0) return undefined;
  const stream = createStream(seed).fork('bootstrap');
  const means = Float64Array.from({ length: DRAWS }, () =>
    mean(Array.from(values, () => values[stream.integer(values.length)]!)),
  ).sort();
  return {
    mean: rounded(mean(values)),
    low: rounded(quantile(means, 0.025)),
    high: rounded(quantile(means, 0.975)),
  };
}

function rounded(value: number): number {
  return Number(value.toFixed(4));
}
