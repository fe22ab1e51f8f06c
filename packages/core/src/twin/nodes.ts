import { type Domain, type NodeId, nodeRange, type Topology } from '../control/protocol/index.ts';
import type { TwinDuration } from './duration.ts';
import type { NodeChange } from './watcher.ts';

const EMPTY = -1;

/** Why a node needs repair. */
export interface Breakage {
  readonly cause: string;
  /** How long a crew needs; drawn when the repair begins. */
  readonly repair: TwinDuration;
  readonly replacesPart: boolean;
}

/** The true state of the nodes, which the supervisor only hears about. */
export class Nodes {
  readonly topology: Topology;
  /** Domains that are down, oldest first. */
  readonly down: Domain[] = [];
  /** Free nodes that are started and checked. */
  readonly warm = new Set<NodeId>();
  /** How many times slower the slow nodes compute; each slowdown is a separate object. */
  readonly slow = new Map<NodeId, { readonly factor: number }>();
  /** Called after each change. */
  onChange: ((node: NodeId, change: NodeChange) => void) | undefined;
  /** How long planned maintenance takes on nodes that are to be drained for it. */
  readonly drained = new Map<NodeId, TwinDuration>();
  readonly #holder: Int16Array;
  readonly #place: Int32Array;
  readonly #broken = new Map<NodeId, Breakage>();
  /** Broken members of each run's gang. */
  readonly #brokenOf = new Map<number, Set<NodeId>>();
  readonly #cordoned = new Set<NodeId>();
  #heldCordoned = 0;

  constructor(topology: Topology) {
    this.topology = topology;
    this.#holder = new Int16Array(topology.nodes).fill(EMPTY);
    this.#place = new Int32Array(topology.nodes).fill(EMPTY);
  }

  /** Index of the run that has the node in its gang; -1 if none. */
  holderOf(node: NodeId): number {
    return this.#holder[node] ?? EMPTY;
  }

  isHeld(node: NodeId): boolean {
    return this.holderOf(node) !== EMPTY;
  }

  placeOf(node: NodeId): number {
    return this.#place[node] ?? EMPTY;
  }

  seat(node: NodeId, run: number, place: number): void {
    if (this.isHeld(node)) throw new Error(`node ${node} is already in a gang`);
    this.#holder[node] = run;
    this.#place[node] = place;
    if (this.#broken.has(node)) this.#brokenIn(run).add(node);
    if (this.#cordoned.has(node)) this.#heldCordoned++;
    this.warm.delete(node);
    this.onChange?.(node, { what: 'joined', run });
  }

  unseat(node: NodeId): void {
    if (!this.isHeld(node)) return;
    this.#brokenIn(this.holderOf(node)).delete(node);
    if (this.#cordoned.has(node)) this.#heldCordoned--;
    this.#holder[node] = EMPTY;
    this.#place[node] = EMPTY;
    this.onChange?.(node, { what: 'left' });
  }

  break(node: NodeId, breakage: Breakage): void {
    this.#broken.set(node, breakage);
    if (this.isHeld(node)) this.#brokenIn(this.holderOf(node)).add(node);
    this.warm.delete(node);
    this.onChange?.(node, { what: 'broken' });
  }

  mend(node: NodeId): void {
    this.#broken.delete(node);
    if (this.isHeld(node)) this.#brokenIn(this.holderOf(node)).delete(node);
    this.slow.delete(node);
    this.drained.delete(node);
    this.onChange?.(node, { what: 'mended' });
  }

  /** Why the node needs repair; undefined while it is healthy. */
  breakageOf(node: NodeId): Breakage | undefined {
    return this.#broken.get(node);
  }

  /** Members of a run's gang that need repair, in the order in which they broke. */
  brokenOf(run: number): NodeId[] {
    return [...this.#brokenIn(run)];
  }

  #brokenIn(run: number): Set<NodeId> {
    let broken = this.#brokenOf.get(run);
    if (!broken) {
      broken = new Set();
      this.#brokenOf.set(run, broken);
    }
    return broken;
  }

  isCordoned(node: NodeId): boolean {
    return this.#cordoned.has(node);
  }

  cordon(node: NodeId): void {
    if (this.#cordoned.has(node)) return;
    this.#cordoned.add(node);
    if (this.isHeld(node)) this.#heldCordoned++;
  }

  uncordon(node: NodeId): void {
    if (!this.#cordoned.delete(node)) return;
    if (this.isHeld(node)) this.#heldCordoned--;
  }

  /** The number of cordoned nodes, and of those among them that still have a seat in a gang. */
  countCordoned(): { readonly all: number; readonly held: number } {
    return { all: this.#cordoned.size, held: this.#heldCordoned };
  }

  isDown(node: NodeId): boolean {
    return this.down.some((domain) => this.#holds(domain, node));
  }

  /** A failed domain that keeps a member of the run out of reach, if any. */
  downUnder(run: number): Domain | undefined {
    return this.down.find((domain) => this.membersIn(domain, run).length > 0);
  }

  membersIn(domain: Domain, run: number): NodeId[] {
    const found: NodeId[] = [];
    const [from, before] = nodeRange(this.topology, domain);
    for (let node = from; node < before; node++) if (this.holderOf(node) === run) found.push(node);
    return found;
  }

  #holds(domain: Domain, node: NodeId): boolean {
    const [from, before] = nodeRange(this.topology, domain);
    return node >= from && node < before;
  }
}
