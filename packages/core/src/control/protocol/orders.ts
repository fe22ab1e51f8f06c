import type { Command, FleetCommandBody, RunCommandBody } from './command.ts';
import type { RunEventBody } from './event.ts';
import type { CommandId, Fence, NodeId, ReplicaId, RunId } from './ids.ts';
import { RULES, type Rules } from './rules.ts';

/** What an engine is to do about a command. */
export type Verdict =
  /** Accept it and carry it out. */
  | 'do'
  /** It was carried out before: repeat its answer. */
  | 'answer'
  /** It is being carried out. */
  | 'underWay'
  /** A newer order came first: it must not be carried out. */
  | 'refuse';

/** The newest order to a gang or to one replica, and what confirmed it. */
interface Order {
  id: CommandId;
  answer: RunEventBody | undefined;
  /** It could not be done; if sent again, it is tried again. */
  isUndone: boolean;
}

interface Page {
  fence: Fence;
  readonly gang: Order;
  readonly replicas: Map<ReplicaId, Order>;
}

type Body = RunCommandBody | FleetCommandBody;
type NodeOrder = Command & Extract<Body, { kind: 'cordon' | 'repair' | 'uncordon' }>;
type ReplicaOrder = Command & Extract<Body, { readonly replica: ReplicaId }>;

/** The newest order to a gang or to one replica, as an engine keeps it across its own restarts. */
export interface OrderRecord {
  readonly id: CommandId;
  readonly answer?: RunEventBody;
}

/** All that a book knows, as plain data. */
export interface OrderBookSnapshot {
  readonly runs: readonly {
    readonly fence: Fence;
    readonly gang: OrderRecord;
    readonly replicas: readonly (OrderRecord & { readonly replica: ReplicaId })[];
  }[];
  /** The newest command about each node that had one. */
  readonly aboutNodes: readonly { readonly node: NodeId; readonly id: CommandId }[];
  /** The last command that gave each node to a gang. */
  readonly givenBy: readonly { readonly node: NodeId; readonly id: CommandId }[];
}

export interface OrderBookOptions {
  readonly runs: readonly RunId[];
  /** Number of nodes in the fleet. */
  readonly nodes: number;
  readonly rules?: Rules;
}

/**
 * The orders an engine was given and its answers: the guards that every engine needs against orders that come
 * late, twice, out of order or not at all. An engine asks `judge` about each command, notes with `accept`
 * that it carries one out, and with `confirm` that it is done or with `undo` that it could not be. Commands
 * that are not orders (timers, probes, warming) are only checked against the fence.
 */
export class OrderBook {
  readonly #pages = new Map<RunId, Page>();
  /** The page opened last: most commands are about the same run as the one before. */
  #open: Page | undefined;
  /** The newest command about each node. */
  readonly #aboutNode = new Map<NodeId, CommandId>();
  /** The last command that gave each node to a gang. */
  readonly #givenBy: Float64Array;
  readonly #fencesOrders: boolean;
  readonly #fencesNodes: boolean;
  readonly #doesOnce: boolean;

  constructor({ runs, nodes, rules = RULES }: OrderBookOptions) {
    for (const run of runs) {
      this.#pages.set(run, {
        fence: { run, attempt: 0, epoch: 0 },
        gang: { id: 0, answer: undefined, isUndone: false },
        replicas: new Map(),
      });
    }
    this.#givenBy = new Float64Array(nodes);
    this.#fencesOrders = rules.orderFencing;
    this.#fencesNodes = rules.nodeFencing;
    this.#doesOnce = rules.doneOnce;
  }

  snapshot(): OrderBookSnapshot {
    return {
      runs: [...this.#pages.values()].map(({ fence, gang, replicas }) => ({
        fence,
        gang: recordOf(gang),
        replicas: [...replicas].map(([replica, order]) => ({ replica, ...recordOf(order) })),
      })),
      aboutNodes: [...this.#aboutNode].map(([node, id]) => ({ node, id })),
      givenBy: [...this.#givenBy.entries()].flatMap(([node, id]) => (id > 0 ? [{ node, id }] : [])),
    };
  }

  /**
   * Takes over what a former book knew; to be called before the first order. Orders that it had not answered
   * are tried again when they are sent again: what came of them nobody noted. Runs and nodes that this book
   * does not have are left out.
   */
  restore({ runs, aboutNodes, givenBy }: OrderBookSnapshot): void {
    for (const { fence, gang, replicas } of runs) {
      const page = this.#pageOf(fence.run);
      if (!page) continue;
      page.fence = { run: fence.run, attempt: fence.attempt, epoch: fence.epoch };
      Object.assign(page.gang, orderOf(gang));
      for (const { replica, ...order } of replicas) page.replicas.set(replica, orderOf(order));
    }
    for (const { node, id } of aboutNodes) this.#aboutNode.set(node, id);
    for (const { node, id } of givenBy) if (node < this.#givenBy.length) this.#givenBy[node] = id;
  }

  /** The fence of the newest order to a run. Throws a RangeError for a run that is not in the book. */
  fenceOf(run: RunId): Fence {
    const page = this.#pageOf(run);
    if (!page) throw new RangeError(`no run "${run}" is in the book`);
    return page.fence;
  }

  /** What to do about a command; a command under a newer fence raises the fence of its run. */
  judge(command: Command): Verdict {
    if (command.run === '') return this.#judgeForFleet(command);
    const page = this.#pageOf(command.run);
    if (!page) return 'refuse';
    const { run, attempt, epoch } = command;
    if (epoch > page.fence.epoch) page.fence = { run, attempt, epoch };
    else if (epoch < page.fence.epoch && this.#fencesOrders) return 'refuse';
    const order = this.#orderOf(page, command);
    return order ? this.#judgeOrder(order, command.id) : 'do';
  }

  /**
   * Notes that a command is being carried out; it overtakes all earlier orders to the same gang, replica or
   * node.
   */
  accept(command: Command): void {
    if (isAboutNode(command)) {
      this.#aboutNode.set(command.node, command.id);
      return;
    }
    const page = this.#pageOf(command.run);
    if (!page) return;
    if (isToReplica(command) && !page.replicas.has(command.replica)) {
      page.replicas.set(command.replica, { id: command.id, answer: undefined, isUndone: false });
      return;
    }
    const order = this.#orderOf(page, command);
    if (!order) return;
    order.id = command.id;
    order.answer = undefined;
    order.isUndone = false;
  }

  /** Whether no newer order to the same gang, replica or node has been accepted since. */
  isNewest(command: Command): boolean {
    if (isAboutNode(command)) return this.newestAbout(command.node) === command.id;
    const page = this.#pageOf(command.run);
    return page !== undefined && this.#orderOf(page, command)?.id === command.id;
  }

  /**
   * Keeps the answer to an order, to be reported now and repeated on request; false if a newer order overtook
   * it.
   */
  confirm(command: Command, answer: RunEventBody): boolean {
    const page = this.#pageOf(command.run);
    const order = page && this.#orderOf(page, command);
    if (order?.id !== command.id) return false;
    order.answer = answer;
    order.isUndone = false;
    return true;
  }

  /** Notes that an order could not be done now: if sent again, it is tried again. */
  undo(command: Command): void {
    const page = this.#pageOf(command.run);
    const order = page && this.#orderOf(page, command);
    if (order?.id === command.id) order.isUndone = true;
  }

  /** What confirmed an order, once `judge` says `answer`. */
  answerTo(command: Command): RunEventBody | undefined {
    const page = this.#pageOf(command.run);
    const order = page && this.#orderOf(page, command);
    return order?.id === command.id ? order.answer : undefined;
  }

  /** The attempt of a run is over: orders to its replicas are forgotten. */
  endAttempt(run: RunId): void {
    this.#pageOf(run)?.replicas.clear();
  }

  /** The newest command about a node, which reports about the node answer; 0 before the first. */
  newestAbout(node: NodeId): CommandId {
    return this.#aboutNode.get(node) ?? 0;
  }

  /** Notes which command gave nodes to a gang. */
  give(nodes: readonly NodeId[], by: CommandId): void {
    for (const node of nodes) this.#givenBy[node] = by;
  }

  /** Whether a newer command than this one gave any of the nodes to a gang. */
  isOvertaken(nodes: readonly NodeId[], by: CommandId): boolean {
    return nodes.some((node) => this.#givenBy[node]! > by);
  }

  #pageOf(run: RunId): Page | undefined {
    if (this.#open?.fence.run !== run) {
      const page = this.#pages.get(run);
      if (!page) return undefined;
      this.#open = page;
    }
    return this.#open;
  }

  #judgeForFleet(command: Command): Verdict {
    if (!isAboutNode(command)) return 'do';
    return command.id < this.newestAbout(command.node) && this.#fencesNodes ? 'refuse' : 'do';
  }

  #judgeOrder({ id, answer, isUndone }: Order, command: CommandId): Verdict {
    if (command < id && this.#fencesOrders) return 'refuse';
    if (command !== id || isUndone || !this.#doesOnce) return 'do';
    return answer ? 'answer' : 'underWay';
  }

  #orderOf(page: Page, command: Command): Order | undefined {
    if (isToReplica(command)) return page.replicas.get(command.replica);
    return isToGang(command) ? page.gang : undefined;
  }
}

function recordOf({ id, answer }: Order): OrderRecord {
  return answer ? { id, answer } : { id };
}

function orderOf({ id, answer }: OrderRecord): Order {
  return { id, answer, isUndone: answer === undefined };
}

function isAboutNode(command: Command): command is NodeOrder {
  const { kind } = command;
  return kind === 'cordon' || kind === 'repair' || kind === 'uncordon';
}

function isToReplica(command: Command): command is ReplicaOrder {
  const { kind } = command;
  return kind === 'shrink' || kind === 'diagnoseReplica' || kind === 'rejoin';
}

function isToGang({ kind }: Command): boolean {
  return kind !== 'setTimer' && kind !== 'cancelTimer' && kind !== 'probe';
}
