import type { Result } from '@gigafactory/core/base';
import type { OrderAnswer } from '@gigafactory/core/control-plane';
import type { Decision, Micros, NodeId, RunId, SupervisorEvent } from '@gigafactory/core/protocol';
import type { Decided } from './decide-again.ts';
import type { Order } from './orders.ts';
import { type Telling, tell } from './words.ts';

/** What a run shares with the others that the same supervisor leads. */
export interface Sharing {
  /** All of them together, by name. */
  readonly unit: string;
  /** Nodes that a person took out of service. */
  readonly drained: ReadonlySet<NodeId>;
  /** Takes a node out of service, or gives it back, whoever uses it. */
  orderNode(order: Order & { readonly node: NodeId }, by: string): Promise<Result<OrderAnswer>>;
  /** A run is over, and led no more. */
  left(run: RunId): void;
}

/** What of a journal that several share is about one run. */
export class Share {
  readonly #run: RunId;
  readonly #from: Micros;
  /** Whether it was requested: an earlier run of the name is another. */
  isBegun = false;

  /** @param from when it was started, us since the journal began */
  constructor(run: RunId, from: Micros) {
    this.#run = run;
    this.#from = from;
  }

  isOwn(event: SupervisorEvent): boolean {
    return !('run' in event) || event.run === this.#run;
  }

  /** The event with what was decided about the run, if it is about the run or the nodes; the journal in its order. */
  concerned(event: SupervisorEvent, decisions: readonly Decision[]): Decided | undefined {
    const isOwn = this.isOwn(event);
    if (isOwn && event.kind === 'requested' && event.at >= this.#from) this.isBegun = true;
    if (!this.isBegun) return undefined;
    const own = decisions.filter(
      ({ run, inputs }) =>
        run === this.#run || inputs['for'] === this.#run || (isOwn && run === ''),
    );
    return isOwn || own.length > 0 ? { event, decisions: own } : undefined;
  }

  /** As a sentence; one about another run says so. */
  tell(event: SupervisorEvent, telling: Telling): string {
    if (event.kind === 'inventory') {
      const gangs = event.gangs.filter(({ run }) => run === this.#run);
      return tell({ ...event, gangs }, telling);
    }
    const words = tell(event, telling);
    return this.isOwn(event) || !('run' in event) ? words : `${event.run}: ${words}`;
  }
}
