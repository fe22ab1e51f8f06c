import type { Micros, NodeId } from '../control/protocol/index.ts';
import type { TwinRepair } from './scenario.ts';

interface Job {
  readonly node: NodeId;
  readonly needsPart: boolean;
  readonly duration: () => Micros;
  readonly done: () => void;
}

type After = (delay: Micros, action: () => void) => void;

/** Crews and spare parts; repairs wait for both, oldest first. */
export class RepairShop {
  readonly #after: After;
  readonly #leadTime: Micros;
  #crews: number;
  #parts: number;
  #ordered = 0;
  readonly #stock: number;
  readonly #queue: Job[] = [];
  readonly #inside = new Set<NodeId>();

  constructor({ crews, parts, partLeadTime }: TwinRepair, after: After) {
    this.#after = after;
    this.#leadTime = Math.round(partLeadTime * 1e6);
    this.#crews = crews;
    this.#parts = parts;
    this.#stock = parts;
  }

  /** Whether the node is being repaired or waiting for it. */
  has(node: NodeId): boolean {
    return this.#inside.has(node);
  }

  take(job: Job): void {
    this.#inside.add(job.node);
    this.#queue.push(job);
    // A site that stocks no parts orders one when it is needed.
    if (job.needsPart && this.#parts + this.#ordered === 0) this.#orderPart();
    this.#serve();
  }

  #serve(): void {
    for (let index = 0; index < this.#queue.length && this.#crews > 0; ) {
      const job = this.#queue[index]!;
      if (job.needsPart && this.#parts === 0) index++;
      else {
        this.#queue.splice(index, 1);
        this.#begin(job);
      }
    }
  }

  #begin({ node, needsPart, duration, done }: Job): void {
    this.#crews--;
    if (needsPart) this.#usePart();
    this.#after(duration(), () => {
      this.#crews++;
      this.#inside.delete(node);
      done();
      this.#serve();
    });
  }

  /** Reorders what is used, for the repairs that wait and up to the stock at the start. */
  #usePart(): void {
    this.#parts--;
    if (this.#stock > 0 || this.#queue.some(({ needsPart }) => needsPart)) this.#orderPart();
  }

  #orderPart(): void {
    this.#ordered++;
    this.#after(this.#leadTime, () => {
      this.#ordered--;
      this.#parts++;
      this.#serve();
    });
  }
}
