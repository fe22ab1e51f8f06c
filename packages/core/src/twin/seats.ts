import type { NodeId, ReplicaId } from '../control/protocol/index.ts';
import type { Nodes } from './nodes.ts';

const EMPTY = -1;

/** Which node has which seat in one run's gang: seat p belongs to replica floor(p / nodesPerReplica). */
export class Seats {
  readonly #nodes: Nodes;
  readonly #run: number;
  readonly #nodesPerReplica: number;
  readonly #places: Int32Array;
  /** Free seats; the last is filled first. */
  #free: number[] = [];
  #size = 0;

  constructor(nodes: Nodes, run: number, replicas: number, nodesPerReplica: number) {
    this.#nodes = nodes;
    this.#run = run;
    this.#nodesPerReplica = nodesPerReplica;
    this.#places = new Int32Array(replicas * nodesPerReplica).fill(EMPTY);
    for (let place = this.#places.length - 1; place >= 0; place--) this.#free.push(place);
  }

  get size(): number {
    return this.#size;
  }

  get places(): number {
    return this.#places.length;
  }

  /** A node that already has a seat keeps it. */
  add(nodes: readonly NodeId[]): void {
    for (const node of nodes) {
      if (this.#nodes.holderOf(node) === this.#run) continue;
      const place = this.#free.at(-1);
      if (place === undefined) throw new Error(`no seat is free for node ${node}`);
      this.#nodes.seat(node, this.#run, place);
      this.#free.pop();
      this.#places[place] = node;
      this.#size++;
    }
  }

  remove(nodes: readonly NodeId[]): void {
    for (const node of nodes) {
      if (this.#nodes.holderOf(node) !== this.#run) continue;
      const place = this.#nodes.placeOf(node);
      this.#places[place] = EMPTY;
      this.#size--;
      this.#nodes.unseat(node);
      this.#free.push(place);
    }
  }

  /**
   * Changes one replica only: a node that leaves it may serve another by now, and one that joins it may come
   * from another.
   */
  change(replica: ReplicaId, add: readonly NodeId[], remove: readonly NodeId[]): void {
    this.remove(remove.filter((node) => this.#isIn(replica, node)));
    const joining = add.filter((node) => !this.#isIn(replica, node));
    this.remove(joining);
    const isOwn = (place: number) => Math.floor(place / this.#nodesPerReplica) === replica;
    // The free seats of this replica come last, so that they are filled first.
    this.#free.sort((a, b) => Number(isOwn(a)) - Number(isOwn(b)));
    this.add(joining);
  }

  #isIn(replica: ReplicaId, node: NodeId): boolean {
    return this.#nodes.holderOf(node) === this.#run && this.replicaOf(node) === replica;
  }

  members(): NodeId[] {
    return [...this.#places].filter((node) => node !== EMPTY);
  }

  membersOf(replica: ReplicaId): Int32Array {
    const from = replica * this.#nodesPerReplica;
    const places = this.#places.subarray(from, from + this.#nodesPerReplica);
    return places.filter((node) => node !== EMPTY);
  }

  replicaOf(node: NodeId): ReplicaId {
    return this.replicaAt(this.#nodes.placeOf(node));
  }

  replicaAt(place: number): ReplicaId {
    return Math.floor(place / this.#nodesPerReplica);
  }

  /** The seat whose memory holds a copy of this seat's checkpoint: half the gang away. */
  buddyOf(place: number): number {
    return (place + Math.floor(this.#places.length / 2)) % this.#places.length;
  }

  /** Closes gaps between seats, so that complete replicas come first. */
  close(): void {
    if (this.#size === this.#places.length) return;
    const members = this.members();
    this.remove(members);
    this.#free = Array.from(
      { length: this.#places.length },
      (_, index) => this.#places.length - 1 - index,
    );
    this.add(members);
  }
}
