import { DiagramBuild } from '../build.ts';
import type { Diagram } from '../diagram.ts';
import { holdTo } from '../fault.ts';
import { dotLabel } from './label.ts';
import { type Attributes, DotEdges, type DotNode, DotNodes } from './parts.ts';
import { DotTokens } from './tokens.ts';

/** Reads a graph in Graphviz' DOT; edges, nodes and clusters as `dot` would draw them. */
export function readDot(text: string): Diagram {
  return new DotReader(new DotTokens(text)).read();
}

/** What holds within a pair of braces. */
interface Scope {
  readonly node: Attributes;
  readonly edge: Attributes;
  readonly graph: Attributes;
  /** Name of the subgraph; that of the graph outside all. */
  readonly name: string;
  /** The innermost cluster around. */
  readonly cluster: string | null;
  readonly depth: number;
  /** Nodes that are mentioned in it. */
  readonly members: Set<string>;
}

/** What Graphviz takes for true. */
const TRUE = /^(?:true|yes|[1-9]\d*)$/i;

const KEYWORDS = new Set(['node', 'edge', 'graph', 'digraph', 'subgraph', 'strict']);

class DotReader {
  readonly #tokens: DotTokens;
  readonly #build = new DiagramBuild();
  readonly #nodes = new DotNodes();
  readonly #subgraphs = new Map<string, Scope>();
  #edges = new DotEdges({ isDirected: true, isStrict: false });
  #unnamed = 0;

  constructor(tokens: DotTokens) {
    this.#tokens = tokens;
  }

  read(): Diagram {
    const tokens = this.#tokens;
    const isStrict = tokens.takeIf('strict');
    const isDirected = tokens.takeIf('digraph');
    if (!isDirected && !tokens.takeIf('graph'))
      tokens.refuse('DOT begins with "graph" or "digraph", perhaps after "strict".');
    this.#edges = new DotEdges({ isDirected, isStrict });
    const name = tokens.next.kind === 'id' ? tokens.take().text : '';
    const root: Scope = {
      ...{ node: new Map(), edge: new Map(), graph: new Map() },
      ...{ name, cluster: null, depth: 0, members: new Set<string>() },
    };
    this.#body(root);
    if (tokens.next.kind !== 'end') this.#refuseRest();
    this.#nodes.writeTo(this.#build, name);
    const isCompound = TRUE.test(root.graph.get('compound')?.text ?? '');
    this.#edges.writeTo(this.#build, name, isCompound ? this.#nodes : undefined);
    this.#nodes.dropInvisible(this.#build, this.#edges);
    return this.#build.finish('dot');
  }

  /** More graphs may follow the first in one file. */
  #refuseRest(): void {
    const tokens = this.#tokens;
    if (!['strict', 'graph', 'digraph'].some((word) => tokens.isNext(word)))
      tokens.refuse('Only another graph may follow the last "}".');
    this.#build.notice('more', 'Only the first graph of the file is read.');
  }

  #body(scope: Scope): void {
    const tokens = this.#tokens;
    const start = tokens.next.offset;
    if (!tokens.takeIf('{')) tokens.refuse('"{" is expected here.');
    while (!tokens.takeIf('}')) {
      if (tokens.next.kind === 'end') tokens.refuse('This "{" is never closed; add "}".', start);
      this.#statement(scope);
      while (tokens.takeIf(';') || tokens.takeIf(','));
    }
  }

  #statement(scope: Scope): void {
    const tokens = this.#tokens;
    for (const kind of ['graph', 'node', 'edge'] as const) {
      if (!tokens.takeIf(kind)) continue;
      if (!tokens.isNext('['))
        tokens.refuse(`"${kind}" is a keyword; "[" is expected after it, or quotes around it.`);
      for (const [key, value] of this.#attributes()) scope[kind].set(key, value);
      return;
    }
    if (!tokens.isNext('{') && !tokens.isNext('subgraph') && tokens.next.kind === 'id') {
      const id = this.#id();
      if (tokens.takeIf('=')) {
        scope.graph.set(id.text, this.#id());
        return;
      }
      this.#edgeChain(this.#ported(id.text, scope), scope);
      return;
    }
    this.#edgeChain(this.#operand(scope), scope);
  }

  /** What a chain begins with has been read already. */
  #edgeChain(first: ReadonlySet<string>, scope: Scope): void {
    const tokens = this.#tokens;
    const operands = [first];
    while (tokens.isNext('->') || tokens.isNext('--')) {
      this.#edges.check(tokens.take(), tokens);
      operands.push(this.#operand(scope));
    }
    const given = this.#attributes();
    const only = operands.length === 1 ? this.#lastNode : undefined;
    for (const [key, value] of only ? given : []) only!.attributes.set(key, value);
    for (let index = 1; index < operands.length; index++) {
      this.#edges.join(operands[index - 1]!, operands[index]!, { defaults: scope.edge, given });
    }
  }

  /** The node of a statement about one; undefined after a subgraph. */
  #lastNode: DotNode | undefined;

  #operand(scope: Scope): ReadonlySet<string> {
    const tokens = this.#tokens;
    if (tokens.isNext('subgraph') || tokens.isNext('{')) {
      const members = this.#subgraph(scope);
      this.#lastNode = undefined;
      return members;
    }
    if (tokens.next.kind !== 'id') tokens.refuse('A node or a subgraph is expected here.');
    return this.#ported(this.#id().text, scope);
  }

  /** A node, whose port says only where a line is drawn to. */
  #ported(id: string, scope: Scope): ReadonlySet<string> {
    for (let ports = 0; ports < 2 && this.#tokens.takeIf(':'); ports++) this.#id();
    this.#lastNode = this.#nodes.mention(id, scope);
    scope.members.add(id);
    return new Set([id]);
  }

  #subgraph(outer: Scope): ReadonlySet<string> {
    const tokens = this.#tokens;
    const isNamed = tokens.takeIf('subgraph') && tokens.next.kind === 'id';
    const name = isNamed ? this.#id().text : `%${this.#unnamed++}`;
    const known = this.#subgraphs.get(name);
    if (isNamed && !tokens.isNext('{')) {
      if (!known) return tokens.refuse(`There is no subgraph "${name}" before this.`);
      return this.#addTo(outer, known.members);
    }
    const isCluster = name.startsWith('cluster');
    if (isCluster && !known) {
      this.#build.group(name).parent = outer.cluster;
      this.#nodes.nest(name, outer.cluster);
    }
    const scope: Scope = known ?? {
      ...{ node: new Map(outer.node), edge: new Map(outer.edge), graph: new Map(outer.graph) },
      ...{ name, cluster: isCluster ? name : outer.cluster, depth: outer.depth + 1 },
      members: new Set(),
    };
    holdTo('depth', scope.depth, 'subgraphs within each other');
    this.#subgraphs.set(name, scope);
    this.#body(scope);
    const label = scope.graph.get('label');
    if (isCluster && label) this.#build.group(name).label = dotLabel(label, { G: name });
    return this.#addTo(outer, scope.members);
  }

  #addTo(outer: Scope, members: ReadonlySet<string>): ReadonlySet<string> {
    for (const member of members) outer.members.add(member);
    return members;
  }

  /** All lists of attributes that come next; of a key that is given twice, the last. */
  #attributes(): Attributes {
    const tokens = this.#tokens;
    const attributes: Attributes = new Map();
    while (tokens.takeIf('[')) {
      while (!tokens.takeIf(']')) {
        if (tokens.next.kind !== 'id') tokens.refuse('An attribute or "]" is expected here.');
        const key = this.#id().text;
        attributes.set(key, tokens.takeIf('=') ? this.#id() : { text: 'true', written: 'plain' });
        while (tokens.takeIf(';') || tokens.takeIf(','));
      }
    }
    return attributes;
  }

  #id() {
    const token = this.#tokens.take();
    const isWord = token.written === 'plain' && KEYWORDS.has(token.text.toLowerCase());
    if (token.kind !== 'id' || isWord)
      return this.#tokens.refuse(
        `A name or a value is expected here${isWord ? `; "${token.text}" is a keyword and needs quotes` : ''}.`,
        token.offset,
      );
    return token;
  }
}
