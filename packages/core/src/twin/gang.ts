import type { NodeId } from '../control/index.ts';
import type { TwinCause } from './scenario.ts';

const EMPTY = -1;

/** The true state of the nodes, which the supervisor only hears about. */
export class Gang {
  /** Node in each place of the gang. */
  readonly #places: Int32Array;
  readonly #placeOf: Int32Array;
  readonly #free: number[] = [];
  /** Nodes that need repair, and why. */
  readonly #broken = new Map<NodeId, TwinCause>();
  /** Those of them that have a place in the gang. */
  readonly #brokenMembers = new Set<NodeId>();

  constructor(nodes: number, places: number) {
    this.#places = new Int32Array(places).fill(EMPTY);
    this.#placeOf = new Int32Array(nodes).fill(EMPTY);
    for (let place = places - 1; place >= 0; place--) this.#free.push(place);
  }

  add(nodes: readonly NodeId[]): void {
    for (const node of nodes) {
      const place = this.#free.pop();
      if (place === undefined) throw new Error(`no place is free for node ${node}`);
      this.#places[place] = node;
      this.#placeOf[node] = place;
      if (this.#broken.has(node)) this.#brokenMembers.add(node);
    }
  }

  remove(nodes: readonly NodeId[]): void {
    for (const node of nodes) {
      const place = this.#placeOf[node];
      if (place === undefined || place === EMPTY) continue;
      this.#places[place] = EMPTY;
      this.#placeOf[node] = EMPTY;
      this.#brokenMembers.delete(node);
      this.#free.push(place);
    }
  }

  has(node: NodeId): boolean {
    return this.#placeOf[node] !== EMPTY;
  }

  break(node: NodeId, cause: TwinCause): void {
    this.#broken.set(node, cause);
    if (this.has(node)) this.#brokenMembers.add(node);
  }

  mend(node: NodeId): void {
    this.#broken.delete(node);
    this.#brokenMembers.delete(node);
  }

  /** Why the node needs repair; undefined while it is well. */
  causeOf(node: NodeId): TwinCause | undefined {
    return this.#broken.get(node);
  }

  brokenMembers(): NodeId[] {
    return [...this.#brokenMembers];
  }

  /** Why the member that broke first did; undefined while all are well. */
  causeOfFirstBroken(): TwinCause | undefined {
    for (const node of this.#brokenMembers) return this.#broken.get(node);
    return undefined;
  }

  /**
   * The well node in this place of the gang, or in the next one that has one: rates are published per
   * node of the job and calendar time, empty places included. Undefined when no member is well.
   */
  wellMemberFrom(place: number): NodeId | undefined {
    const count = this.#places.length;
    for (let offset = 0; offset < count; offset++) {
      const node = this.#places[(place + offset) % count]!;
      if (node !== EMPTY && !this.#broken.has(node)) return node;
    }
    return undefined;
  }
}
