import { failed, ok, type Problem, type Result } from '@gigafactory/core/base';
import type { OrderAnswer } from '@gigafactory/core/control-plane';
import type { NodeId, SupervisorEvent } from '@gigafactory/core/protocol';
import type { JournalStore, OrderRecord } from '../../journal/index.ts';
import type { Fleet } from '../fleet.ts';
import type { LineLog } from '../line-log.ts';
import { type Order, Orders } from '../orders.ts';
import type { NewEntry } from '../story.ts';

interface NodeDeskParts {
  readonly store: JournalStore;
  readonly fleet: Fleet;
  /** Names of the nodes, by index. */
  readonly nodes: readonly string[];
  /** Where it is told what became of an order. */
  readonly events: LineLog;
}

/** An order is answered at once if it is confirmed within this time, ms. */
const ANSWER_MS = 1000;

/** What people order about the nodes of a unit, whichever run or service uses them. */
export class NodeDesk {
  readonly #parts: NodeDeskParts;
  readonly #orders: Orders;

  constructor(parts: NodeDeskParts) {
    this.#parts = parts;
    this.#orders = new Orders((node) => this.#nameOf(node));
  }

  /** Nodes that a person took out of service and nobody has brought back. */
  get drained(): ReadonlySet<NodeId> {
    return this.#orders.drained;
  }

  /** Takes in an order of the journal, if it is about a node. */
  recall(order: OrderRecord, at: string): void {
    if ('node' in Object(order.order)) this.#orders.recall(order, at);
  }

  hear(entry: NewEntry): void {
    const { kind } = entry.event;
    if (kind === 'cordoned' || kind === 'uncordoned') this.#orders.hear(entry);
  }

  /** Codes: `order.inService`, `order.outOfService`, those of `Orders.check`, and of what is held. */
  async order(order: Order & { readonly node: NodeId }, by: string): Promise<Result<OrderAnswer>> {
    const { store, fleet, events } = this.#parts;
    const refusal = fleet.held?.problem ?? this.#refuse(order);
    if (refusal) return failed(refusal);
    const checked = this.#orders.check(order);
    if (!checked.ok) return checked;
    const at = fleet.clock.now;
    const isConfirmed = this.#orders.give(order, by, fleet.clock.stamp(at));
    await store.order({ name: fleet.journal, at, time: Date.now(), by, order: { ...order } });
    fleet.hear(eventOf(order, by, at));
    const timeout = AbortSignal.timeout(ANSWER_MS);
    while (!isConfirmed() && !timeout.aborted && !events.isEnded) {
      await events.grown(events.size, timeout, ANSWER_MS);
    }
    const confirmed = isConfirmed();
    const words = confirmed ? this.#orders.all.at(-1)!.outcome : this.#wordsOf(order);
    return ok({ confirmed, words });
  }

  #wordsOf({ kind, node }: Order & { readonly node: NodeId }): string {
    const name = this.#nameOf(node);
    return kind === 'drain'
      ? `${name} is taken out of service once what runs on it has saved or drained.`
      : `${name} comes back.`;
  }

  #refuse({ kind, node }: Order & { readonly node: NodeId }): Problem | undefined {
    const isOut = this.#parts.fleet.state.pool.out.some((out) => out.node === node);
    if (isOut === (kind === 'resume')) return undefined;
    const name = this.#nameOf(node);
    return isOut
      ? { code: 'order.outOfService', message: `${name} is out of service already.` }
      : { code: 'order.inService', message: `${name} is in service already.` };
  }

  #nameOf(node: NodeId): string {
    return this.#parts.nodes[node] ?? String(node);
  }
}

function eventOf(
  { kind, node, why }: Order & { readonly node: NodeId },
  by: string,
  at: number,
): SupervisorEvent {
  const reason = why ? `${by}: ${why}` : `ordered by ${by}`;
  return kind === 'drain'
    ? { at, kind: 'drainDue', nodes: [node], reason }
    : { at, kind: 'repaired', node };
}
