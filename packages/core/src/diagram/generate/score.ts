import type { Diagram } from '../diagram.ts';

/** What a diagram says, by labels: ids differ between formats. */
export interface Shown {
  /** With the label of the group that each is in. */
  readonly nodes: readonly string[];
  readonly edges: readonly string[];
  /** With the label of the group that each is in. */
  readonly groups: readonly string[];
}

/** Precision and recall as one number, of nodes, edges and groups. */
export interface Score {
  readonly nodes: number;
  readonly edges: number;
  readonly groups: number;
}

type Graph = Pick<Diagram, 'nodes' | 'edges' | 'groups'>;

/** Everything that counts of a graph: labels, where nodes are, and where edges lead and what they say. */
export function shown({ nodes, edges, groups }: Graph): Shown {
  const labels = new Map([...nodes, ...groups].map(({ id, label }) => [id, label || `#${id}`]));
  const name = (id: string | null) => (id === null ? '' : (labels.get(id) ?? `?${id}`));
  return {
    nodes: nodes.map(({ id, group }) => JSON.stringify([name(id), name(group)])),
    groups: groups.map(({ id, parent }) => JSON.stringify([name(id), name(parent)])),
    edges: edges.map(({ from, to, label, directed }) => {
      const ends = [name(from), name(to)];
      return JSON.stringify([...(directed ? ends : ends.sort()), directed ? '->' : '--', label]);
    }),
  };
}

/** F1 of what was read against what is right: 1 if and only if nothing is missing, wrong or too much. */
export function score(read: Graph, right: Graph): Score {
  const [a, b] = [shown(read), shown(right)];
  return {
    nodes: f1(a.nodes, b.nodes),
    edges: f1(a.edges, b.edges),
    groups: f1(a.groups, b.groups),
  };
}

/** Of two lists, each thing counted as often as it is there. */
export function f1(read: readonly string[], right: readonly string[]): number {
  if (read.length + right.length === 0) return 1;
  const left = new Map<string, number>();
  for (const each of right) left.set(each, (left.get(each) ?? 0) + 1);
  let hits = 0;
  for (const each of read) {
    const count = left.get(each) ?? 0;
    if (count > 0) hits++;
    left.set(each, count - 1);
  }
  return (2 * hits) / (read.length + right.length);
}
