import { failed, ok, type Result } from '@gigafactory/core/base';
import type { RunDetail } from '@gigafactory/core/control-plane';
import type { NodeId } from '@gigafactory/core/protocol';
import { z } from 'zod';
import type { OrderRecord } from '../journal/index.ts';
import type { NewEntry } from './story.ts';

const ORDER_KINDS = ['stop', 'requeue', 'drain', 'resume'] as const;
export type OrderKind = (typeof ORDER_KINDS)[number];

const written = z.object({
  kind: z.enum(ORDER_KINDS),
  node: z.int().min(0).optional(),
  why: z.string().optional(),
});

/** What a person orders; drain and resume are about a node. */
export interface Order {
  readonly kind: OrderKind;
  readonly node?: NodeId | undefined;
  readonly why?: string | undefined;
}

interface Given extends Order {
  readonly at: string;
  readonly by: string;
  outcome: string;
}

/** What the orders of a run came to, from the events that confirm them. */
export class Orders {
  readonly #given: Given[] = [];
  readonly #nameOf: (node: NodeId) => string;

  constructor(nameOf: (node: NodeId) => string) {
    this.#nameOf = nameOf;
  }

  get all(): RunDetail['orders'] {
    return this.#given.map((order) => ({
      at: order.at,
      by: order.by,
      order: this.#say(order),
      outcome: order.outcome,
    }));
  }

  /** Nodes that a person took out of service and nobody has brought back. */
  get drained(): ReadonlySet<NodeId> {
    const drained = new Set<NodeId>();
    for (const { kind, node } of this.#given) {
      if (node === undefined) continue;
      if (kind === 'drain') drained.add(node);
      else if (kind === 'resume') drained.delete(node);
    }
    return drained;
  }

  /**
   * Whether an order may follow those that are under way: nothing follows a stop, and a node is brought back
   * only once it is out. Codes: `order.stopping`, `order.again`, `order.opposed`.
   */
  check(order: Order): Result<undefined> {
    const stop = this.#open('stop');
    if (stop) {
      const again = order.kind === 'stop' ? 'order.again' : 'order.stopping';
      return refuse(again, `${stop.by} stopped the run at ${stop.at}, and it is stopping.`);
    }
    const drain = this.#open('drain', order.node);
    if (order.kind === 'resume' && drain) {
      const message = `${drain.by} drains ${this.#nameOf(drain.node!)} since ${drain.at}: resume it once it is out.`;
      return refuse('order.opposed', message);
    }
    const same = this.#open(order.kind, order.node);
    if (same) {
      return refuse('order.again', `${same.by} ordered that at ${same.at}, and it is under way.`);
    }
    return ok(undefined);
  }

  /** @returns what tells whether it is confirmed by now */
  give(order: Order, by: string, at: string): () => boolean {
    const given: Given = { ...order, by, at, outcome: '' };
    this.#given.push(given);
    return () => given.outcome !== '';
  }

  /** Takes in an order of the journal. */
  recall({ by, order }: OrderRecord, at: string): void {
    const parsed = written.safeParse(order);
    if (parsed.success) this.give(parsed.data, by, at);
  }

  hear({ event }: NewEntry): void {
    if (event.kind === 'launched') {
      this.#settle('requeue', undefined, `Attempt ${event.attempt} was launched.`);
    } else if (event.kind === 'cordoned') {
      this.#settle('drain', event.node, 'The node takes no more work.');
    } else if (event.kind === 'uncordoned') {
      this.#settle('resume', event.node, 'The node may take work again.');
    }
  }

  /** The run is over: nothing else will confirm an order. */
  close(reason: string): void {
    this.#settle('stop', undefined, `The run has ended: ${reason}`);
    for (const order of this.#given) {
      if (order.outcome === '') order.outcome = `The run ended first: ${reason}`;
    }
  }

  #open(kind: OrderKind, node?: NodeId): Given | undefined {
    return this.#given.findLast(
      (order) => order.kind === kind && order.node === node && order.outcome === '',
    );
  }

  #settle(kind: OrderKind, node: NodeId | undefined, outcome: string): void {
    const order = this.#open(kind, node);
    if (order) order.outcome = outcome;
  }

  #say({ kind, node, why }: Given): string {
    const about = node === undefined ? kind : `${kind} ${this.#nameOf(node)}`;
    return why ? `${about}: ${why}` : about;
  }
}

function refuse(code: string, message: string): Result<never> {
  return failed({ code, message });
}
