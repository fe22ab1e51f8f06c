import type { DiagramBuild } from '../build.ts';
import { holdTo } from '../fault.ts';
import { type DotValue, dotLabel, recordLabel, type Stands } from './label.ts';
import type { DotToken, DotTokens } from './tokens.ts';

export type Attributes = Map<string, DotValue>;

export interface DotNode {
  readonly id: string;
  readonly attributes: Attributes;
  group: string | null;
}

/** The nodes of a graph, in the order in which they are mentioned. */
export class DotNodes {
  readonly #nodes = new Map<string, DotNode>();
  /** Cluster -> the cluster around it. */
  readonly #around = new Map<string, string | null>();

  /** A node comes to be at its first mention, and has what then holds for nodes. */
  mention(
    id: string,
    where: { readonly node: Attributes; readonly cluster: string | null },
  ): DotNode {
    const known = this.#nodes.get(id);
    const node = known ?? { id, attributes: new Map(where.node), group: where.cluster };
    if (!known) {
      this.#nodes.set(id, node);
      holdTo('nodes', this.#nodes.size, 'nodes');
    } else if (this.#isWithin(where.cluster, node.group)) node.group = where.cluster;
    return node;
  }

  nest(cluster: string, around: string | null): void {
    if (!this.#around.has(cluster)) this.#around.set(cluster, around);
  }

  /** Whether a cluster holds a node, however deep. */
  holds(cluster: string, id: string): boolean {
    const inner = this.#nodes.get(id)?.group ?? null;
    return inner === cluster || this.#isWithin(inner, cluster);
  }

  writeTo(build: DiagramBuild, graph: string): void {
    for (const { id, attributes, group } of this.#nodes.values()) {
      build.node(id, labelOf(attributes, { N: id, G: graph })).group = group;
    }
  }

  /** Leaves out nodes that are not drawn and that no line which is drawn ends at. */
  dropInvisible(build: DiagramBuild, edges: DotEdges): void {
    const hidden = [...this.#nodes.values()].filter(
      ({ id, attributes }) => isInvisible(attributes) && !edges.isEnd(id),
    );
    for (const { id } of hidden) build.dropNode(id);
    if (hidden.length > 0)
      build.notice('invisible', `${hidden.length} invisible nodes are left out.`);
  }

  #isWithin(inner: string | null, outer: string | null): boolean {
    for (let at = inner; at !== null; at = this.#around.get(at) ?? null) {
      if (at === outer) return inner !== outer;
    }
    return outer === null && inner !== null;
  }
}

function labelOf(attributes: Attributes, stands: Stands): string {
  const shape = attributes.get('shape')?.text;
  if (shape === 'point') return '';
  const label = attributes.get('label') ?? { text: '\\N', written: 'quoted' };
  return shape === 'record' || shape === 'Mrecord'
    ? recordLabel(label, stands)
    : dotLabel(label, stands);
}

function isInvisible(attributes: Attributes): boolean {
  const styles = attributes.get('style')?.text.split(',') ?? [];
  return styles.some((style) => /^\s*invis(?:ible)?\s*$/.test(style));
}

interface DotEdge {
  readonly tail: string;
  readonly head: string;
  readonly attributes: Attributes;
}

/** The edges of a graph, in the order in which they are written. */
export class DotEdges {
  readonly #isDirected: boolean;
  readonly #isStrict: boolean;
  readonly #edges: DotEdge[] = [];
  /** Edges that another mention of the same ends, or of the same key, would mean again. */
  readonly #known = new Map<string, DotEdge>();
  readonly #ends = new Set<string>();

  constructor(kind: { readonly isDirected: boolean; readonly isStrict: boolean }) {
    this.#isDirected = kind.isDirected;
    this.#isStrict = kind.isStrict;
  }

  /** An arrow has to be that of its kind of graph. */
  check({ text, offset }: DotToken, tokens: DotTokens): void {
    const right = this.#isDirected ? '->' : '--';
    if (text === right) return;
    const kind = this.#isDirected ? 'digraph' : 'graph';
    tokens.refuse(`The edges of a "${kind}" are written with "${right}", not "${text}".`, offset);
  }

  /** Edges from each of some nodes to each of others. */
  join(
    tails: ReadonlySet<string>,
    heads: ReadonlySet<string>,
    { defaults, given }: { readonly defaults: Attributes; readonly given: Attributes },
  ): void {
    for (const tail of tails) {
      for (const head of heads) {
        const key = this.#keyOf(tail, head, given.get('key')?.text);
        const known = key === undefined ? undefined : this.#known.get(key);
        const edge = known ?? { tail, head, attributes: new Map(defaults) };
        for (const [name, value] of given) edge.attributes.set(name, value);
        if (known) continue;
        this.#edges.push(edge);
        holdTo('edges', this.#edges.length, 'edges');
        if (key !== undefined) this.#known.set(key, edge);
      }
    }
  }

  /** @param nodes of a graph whose edges may end at the border of a cluster (`compound`) */
  writeTo(build: DiagramBuild, graph: string, nodes?: Pick<DotNodes, 'holds'>): void {
    const endOf = (id: string, cluster: string | undefined): string =>
      cluster !== undefined && nodes?.holds(cluster, id) ? cluster : id;
    let hidden = 0;
    for (const { tail, head, attributes } of this.#edges) {
      if (isInvisible(attributes)) {
        hidden++;
        continue;
      }
      const from = endOf(tail, attributes.get('ltail')?.text);
      const to = endOf(head, attributes.get('lhead')?.text);
      this.#ends.add(from).add(to);
      const value = attributes.get('label') ?? attributes.get('xlabel');
      const arrow = this.#isDirected ? '->' : '--';
      const stands = { G: graph, T: tail, H: head, E: `${tail}${arrow}${head}` };
      const label = value ? dotLabel(value, stands) : '';
      build.edge({ ...this.#drawn(from, to, attributes), label });
    }
    if (hidden > 0)
      build.notice('invisible', `${hidden} invisible edges only place nodes, and are left out.`);
  }

  /** Whether a line that is drawn ends at a node. */
  isEnd(node: string): boolean {
    return this.#ends.has(node);
  }

  #keyOf(tail: string, head: string, key: string | undefined): string | undefined {
    if (!this.#isStrict && key === undefined) return undefined;
    const ends = !this.#isDirected && tail > head ? [head, tail] : [tail, head];
    return JSON.stringify(this.#isStrict ? ends : [...ends, key]);
  }

  /** From where to where the arrows that are drawn lead. */
  #drawn(tail: string, head: string, attributes: Attributes) {
    const dir = attributes.get('dir')?.text ?? (this.#isDirected ? 'forward' : 'none');
    const hasArrow = (end: string) => attributes.get(end)?.text !== 'none';
    const atHead = (dir === 'forward' || dir === 'both') && hasArrow('arrowhead');
    const atTail = (dir === 'back' || dir === 'both') && hasArrow('arrowtail');
    return atTail && !atHead
      ? { from: head, to: tail, directed: true }
      : { from: tail, to: head, directed: atHead && !atTail };
  }
}
