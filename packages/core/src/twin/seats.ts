import type { NodeId, ReplicaId } from '../control/protocol/index.ts';
import type { Nodes } from './nodes.ts';

const EMPTY = -1;

/** Who sits where in one run's gang: place p belongs to replica floor(p / nodesPerReplica). */
export class Seats {
  readonly #nodes: Nodes;
  readonly #run: number;
  readonly #nodesPerReplica: number;
  readonly #places: Int32Array;
  /** Free places; the last is filled first. */
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

  /** A node that is in already stays where it is. */
  add(nodes: readonly NodeId[]): void {
    for (const node of nodes) {
      if (this.#nodes.holderOf(node) === this.#run) continue;
      const place = this.#free.at(-1);
      if (place === undefined) throw new Error(`no place is free for node ${node}`);
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

  /** Changes one replica alone: who leaves it may serve another by now, and who joins it may come from one. */
  change(replica: ReplicaId, add: readonly NodeId[], remove: readonly NodeId[]): void {
    this.remove(remove.filter((node) => this.#isIn(replica, node)));
    const joining = add.filter((node) => !this.#isIn(replica, node));
    this.remove(joining);
    const isOwn = (place: number) => Math.floor(place / this.#nodesPerReplica) === replica;
    // The free places of the replica come last, so that they are filled first.
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

  /** The place whose memory holds a copy of this place's checkpoint: half the gang away. */
  buddyOf(place: number): number {
    return (place + Math.floor(this.#places.length / 2)) % this.#places.length;
  }

  /** Fills the first places without gaps, so that whole replicas stand first. */
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
