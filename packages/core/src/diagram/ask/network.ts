import { failed, nearestName, ok, type Result } from '../../base/index.ts';
import type { Diagram, DiagramEdge } from '../diagram.ts';

/** An edge as it is met from one of its ends. */
export interface Step {
  readonly to: string;
  readonly edge: DiagramEdge;
  readonly index: number;
  /** Whether one may go this way: along an arrow, or over a line without one. */
  readonly isOpen: boolean;
}

/** A diagram as something to walk in. Its places are its nodes, and those groups at which edges end. */
export class Network {
  readonly diagram: Diagram;
  readonly ids: readonly string[];
  readonly #labels: ReadonlyMap<string, string>;
  readonly #places: ReadonlyMap<string, number>;
  readonly #steps = new Map<string, Step[]>();

  constructor(diagram: Diagram) {
    const { nodes, groups, edges } = diagram;
    this.diagram = diagram;
    this.#labels = new Map([...nodes, ...groups].map(({ id, label }) => [id, label]));
    const ends = new Set(edges.flatMap(({ from, to }) => [from, to]));
    this.ids = [...nodes, ...groups.filter(({ id }) => ends.has(id))].map(({ id }) => id);
    this.#places = new Map(this.ids.map((id, index) => [id, index]));
    for (const id of this.ids) this.#steps.set(id, []);
    for (const [index, edge] of edges.entries()) {
      this.#steps.get(edge.from)!.push({ to: edge.to, edge, index, isOpen: true });
      if (edge.from !== edge.to)
        this.#steps.get(edge.to)!.push({ to: edge.from, edge, index, isOpen: !edge.directed });
    }
  }

  /** All edges at a place, whichever way they lead; a loop once. */
  from(id: string): readonly Step[] {
    return this.#steps.get(id) ?? [];
  }

  /** How it is called in a sentence. */
  nameOf(id: string): string {
    return (this.#labels.get(id) || id).replaceAll('\n', ' ');
  }

  /**
   * The place of a name: its id, or its label or the first line of that, whatever the case. Problems:
   * `diagram.unknown`, `diagram.ambiguous`.
   */
  find(name: string): Result<string> {
    if (this.#steps.has(name)) return ok(name);
    const wanted = plain(name);
    const tests: readonly ((id: string) => string)[] = [
      (id) => id,
      (id) => this.#labels.get(id)!,
      (id) => this.#labels.get(id)!.split('\n')[0]!,
    ];
    for (const written of tests) {
      const found = wanted === '' ? [] : this.ids.filter((id) => plain(written(id)) === wanted);
      if (found.length === 1) return ok(found[0]!);
      if (found.length > 1) return this.#ambiguous(name, found);
    }
    return this.#unknown(name);
  }

  /** What can be reached from a place, it left out, without going through some others. */
  reach(
    start: string,
    options: { readonly without?: string; readonly isDirected?: boolean } = {},
  ): string[] {
    const seen = new Set([start]);
    const open = [start];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      for (const { to, isOpen } of this.from(at)) {
        if (seen.has(to) || to === options.without || (options.isDirected && !isOpen)) continue;
        seen.add(to);
        open.push(to);
      }
    }
    seen.delete(start);
    return this.inOrder(seen);
  }

  /** Places in the order of the diagram. */
  inOrder(ids: Iterable<string>): string[] {
    return [...ids].sort((a, b) => this.#places.get(a)! - this.#places.get(b)!);
  }

  /** Places that hang together, whichever way edges lead; the largest first. */
  parts(without?: string): string[][] {
    const left = new Set(this.ids.filter((id) => id !== without));
    const parts: string[][] = [];
    for (const id of left) {
      const part = [id, ...this.reach(id, without === undefined ? {} : { without })];
      for (const each of part) left.delete(each);
      parts.push(part);
    }
    return parts.sort((a, b) => b.length - a.length);
  }

  #ambiguous(name: string, found: readonly string[]) {
    const ids = found.slice(0, 10).map((id) => `"${id}"`);
    const more = found.length > 10 ? `, and ${found.length - 10} more` : '';
    const message = `"${name}" may be any of ${found.length}: ${ids.join(', ')}${more}; take one of these ids.`;
    return failed({ code: 'diagram.ambiguous', message });
  }

  #unknown(name: string) {
    const names = this.ids.flatMap((id) => [id, this.nameOf(id)]);
    const nearest = nearestName(name, names);
    const message = `The diagram has no node "${name}".`;
    return failed({
      code: 'diagram.unknown',
      message,
      ...(nearest === undefined ? {} : { nearest }),
    });
  }
}

function plain(text: string): string {
  return text.replace(/\s+/g, ' ').trim().toLowerCase();
}
