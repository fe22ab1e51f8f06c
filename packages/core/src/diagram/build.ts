import type {
  Diagram,
  DiagramEdge,
  DiagramFormat,
  DiagramGroup,
  DiagramNode,
  DiagramNotice,
} from './diagram.ts';
import { holdTo } from './fault.ts';

type Open<Item> = { -readonly [Key in keyof Item]: Item[Key] };

/** A diagram that is being read: its parts are found in any order, and counted as they come. */
export class DiagramBuild {
  readonly #nodes = new Map<string, Open<DiagramNode>>();
  readonly #groups = new Map<string, Open<DiagramGroup>>();
  readonly #edges: DiagramEdge[] = [];
  readonly #notices: DiagramNotice[] = [];

  /** The node of an id, made at its first mention. */
  node(id: string, label = id): Open<DiagramNode> {
    const known = this.#nodes.get(id);
    if (known) return known;
    const made = { id, label, group: null };
    this.#nodes.set(id, made);
    holdTo('nodes', this.#nodes.size, 'nodes');
    return made;
  }

  /** The group of an id, made at its first mention. */
  group(id: string, label = ''): Open<DiagramGroup> {
    const known = this.#groups.get(id);
    if (known) return known;
    const made = { id, label, parent: null };
    this.#groups.set(id, made);
    holdTo('groups', this.#groups.size, 'groups');
    return made;
  }

  edge(edge: DiagramEdge): void {
    this.#edges.push(edge);
    holdTo('edges', this.#edges.length, 'edges');
  }

  notice(code: string, message: string): void {
    this.#notices.push({ code: `diagram.${code}`, message });
  }

  hasNode(id: string): boolean {
    return this.#nodes.has(id);
  }

  hasGroup(id: string): boolean {
    return this.#groups.has(id);
  }

  dropNode(id: string): void {
    this.#nodes.delete(id);
  }

  finish(format: DiagramFormat, pages: readonly string[] = [''], page = 0): Diagram {
    return {
      ...{ format, pages, page },
      nodes: [...this.#nodes.values()],
      edges: this.#edges,
      groups: [...this.#groups.values()],
      notices: this.#notices,
    };
  }
}
