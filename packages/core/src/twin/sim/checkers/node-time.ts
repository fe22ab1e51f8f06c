import type { Micros, NodeId, SupervisorEvent } from '../../../control/protocol/index.ts';
import type { Life } from '../../life.ts';
import type { NodeChange } from '../../watcher.ts';
import type { SimCase } from '../sim-case.ts';
import type { Checker, Report } from './checker.ts';

/** Price of a GPU in whole units per us, so that nothing is rounded. */
const PRICE = 3n;

/**
 * GPU-seconds and money are conserved: all node time is held by runs, out of service or spare, in the shares
 * that the twin reports; at one price, their costs add up to the cost of the fleet.
 */
export class NodeTime implements Checker {
  readonly #nodes: number;
  readonly #gpus: bigint;
  readonly #report: Report;
  readonly #held = new Set<NodeId>();
  readonly #cordoned = new Set<NodeId>();
  #heldTime = 0n;
  #outTime = 0n;
  #spareTime = 0n;
  #now: Micros = 0;

  constructor({ scenario }: SimCase, report: Report) {
    this.#nodes = scenario.topology.nodes;
    this.#gpus = BigInt(scenario.gpusPerNode);
    this.#report = report;
  }

  advance(now: Micros): void {
    const elapsed = BigInt(now - this.#now);
    const held = [...this.#held].filter((node) => !this.#cordoned.has(node)).length;
    const out = this.#cordoned.size;
    this.#heldTime += elapsed * BigInt(held);
    this.#outTime += elapsed * BigInt(out);
    this.#spareTime += elapsed * BigInt(this.#nodes - held - out);
    this.#now = now;
  }

  node(_now: Micros, node: NodeId, { what }: NodeChange): void {
    if (what === 'joined') this.#held.add(node);
    else if (what === 'left') this.#held.delete(node);
  }

  told(_now: Micros, event: SupervisorEvent): void {
    if (event.kind === 'cordoned') this.#cordoned.add(event.node);
    else if (event.kind === 'uncordoned') this.#cordoned.delete(event.node);
  }

  end(now: Micros): void {
    this.advance(now);
  }

  close({ fleet }: Life): void {
    const all = BigInt(this.#now) * BigInt(this.#nodes);
    for (const [name, time, share] of [
      ['held', this.#heldTime, fleet.held],
      ['out', this.#outTime, fleet.out],
      ['spare', this.#spareTime, fleet.spare],
    ] as const) {
      const own = Number(time) / Math.max(1, Number(all));
      const isSame = this.#now === 0 || Math.abs(own - share) < 1e-9;
      if (!isSame) this.#report(this.#now, `the share ${name} is ${own}, the twin says ${share}`);
    }
    const bill =
      this.#cost(this.#heldTime) + this.#cost(this.#outTime) + this.#cost(this.#spareTime);
    if (bill !== this.#cost(all))
      this.#report(this.#now, `${bill} was paid for ${this.#cost(all)}`);
  }

  #cost(nodeTime: bigint): bigint {
    return nodeTime * this.#gpus * PRICE;
  }
}
