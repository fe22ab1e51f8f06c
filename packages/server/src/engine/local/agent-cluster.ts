import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NodeId, RunId } from '@gigafactory/core/protocol';
import type {
  Address,
  Cluster,
  ClusterHost,
  KnownAttempts,
  OrderMark,
  Outcome,
  RankReport,
  SavedCluster,
  Seat,
  SeatOrder,
  StartOrder,
} from '../gang/cluster.ts';
import { LOG_LIMITS } from '../gang/options.ts';
import type { Wire } from './agent-link.ts';
import type { RankOrder } from './agent-protocol.ts';
import { taskset } from './limits.ts';
import { AGENT_VARIABLE, type Heard, LocalNode, type NodeHost } from './local-node.ts';
import type { LocalEngineOptions } from './options.ts';
import { freePorts } from './ports.ts';

/** s */
const AGENT_PATIENCE = 600;

const HOST = '127.0.0.1';

// Once compiled, the agent is next to this file.
const AGENT = fileURLToPath(new URL('./agent.js', import.meta.url));

/** What an agent cluster writes down: up to where each agent was heard. */
interface SavedAgents {
  readonly heard: readonly (Heard & { readonly node: NodeId })[];
}

/** Nodes that are agent processes of this machine. */
export class AgentCluster implements Cluster {
  readonly nodes: readonly LocalNode[];
  readonly #host: ClusterHost;
  /** Which attempts are known, while the agents of an earlier engine are being found. */
  #known: KnownAttempts | undefined;
  readonly #orphans: { readonly node: LocalNode; readonly run: RunId }[] = [];
  #isClosed = false;

  constructor(options: LocalEngineOptions, host: ClusterHost, wire?: Wire) {
    this.#host = host;
    const nodeHost = this.#nodeHost(options, wire);
    this.nodes = options.nodes.map(
      (name, id) => new LocalNode(id, name, join(options.folder, 'nodes', String(id)), nodeHost),
    );
  }

  restore({ broken, cordoned, cluster }: SavedCluster): void {
    const { heard = [] } = (cluster ?? {}) as Partial<SavedAgents>;
    for (const node of this.nodes) {
      const own = heard.find((each) => each.node === node.id);
      node.restore(broken.includes(node.id), cordoned.includes(node.id), own);
    }
  }

  snapshot(): SavedCluster {
    const heard = this.nodes.flatMap(({ id, heard }) => (heard ? [{ node: id, ...heard }] : []));
    const cluster: SavedAgents = { heard };
    return {
      broken: this.nodes.filter(({ isBroken }) => isBroken).map(({ id }) => id),
      cordoned: this.nodes.filter(({ isCordoned }) => isCordoned).map(({ id }) => id),
      cluster,
    };
  }

  async attach(known: KnownAttempts): Promise<void> {
    this.#known = known;
    await Promise.all(this.nodes.map((node) => node.find()));
    this.#known = undefined;
    await Promise.all(this.#orphans.map(({ node, run }) => node.clear(run)));
  }

  /** Starts their agents; one that cannot be started is broken. */
  async raise(ids: readonly NodeId[]): Promise<boolean> {
    const known = ids.flatMap((id) => this.nodes[id] ?? []);
    const areUp = await Promise.all(known.map((node) => node.ensure()));
    if (this.#isClosed) return false;
    known.forEach((node, index) => {
      if (areUp[index] || node.isBroken) return;
      node.isBroken = true;
      this.#host.nodeFailed(node.id, 'agent did not start');
    });
    return known.length === ids.length && areUp.every((isUp) => isUp);
  }

  async addresses(_: OrderMark, seats: readonly Seat[]): Promise<Address[]> {
    const ports = await freePorts(seats.length);
    return ports.map((port) => ({ host: HOST, port }));
  }

  async start(order: StartOrder): Promise<Outcome> {
    const { run, attempt, epoch, command } = order;
    const ids = [...new Set(order.seats.map(({ node }) => node))];
    const outcomes = ids.map(async (id) => {
      const node = this.nodes[id]!;
      const own = order.seats.filter((seat) => seat.node === id);
      const ranks = own.map((seat) => rankOrderOf(seat, order, node));
      const answer = await node.ask({ order: 'start', run, attempt, epoch, command, ranks });
      const notes = answer?.why ? [`Node ${node.name} starts nothing: ${answer.why}.`] : [];
      return { isDone: answer?.isDone === true, notes };
    });
    return together(await Promise.all(outcomes));
  }

  async end(
    mark: OrderMark,
    ids: readonly NodeId[],
    ranks?: ReadonlySet<number>,
  ): Promise<Outcome> {
    const which = ranks && { ranks: [...ranks] };
    const outcomes = ids.map(async (id) => {
      const node = this.nodes[id]!;
      const answer = await node.ask({ order: 'end', ...mark, ...which });
      const notes = answer?.why ? [`Node ${node.name}: ${answer.why}.`] : [];
      if (answer && (!answer.isDone || ranks)) return { isDone: answer.isDone, notes };
      // An agent that does not answer, or a process that left its group.
      return { isDone: await node.clear(mark.run), notes };
    });
    return together(await Promise.all(outcomes));
  }

  async tellToSave(mark: OrderMark, ids: readonly NodeId[]): Promise<void> {
    await Promise.all(ids.map((id) => this.nodes[id]!.ask({ order: 'save', ...mark })));
  }

  async tellMembers(
    mark: OrderMark,
    ids: readonly NodeId[],
    { generation, text }: { readonly generation: number; readonly text: string },
  ): Promise<boolean> {
    const asks = ids.map((id) =>
      this.nodes[id]!.ask({ order: 'members', ...mark, generation, line: text }),
    );
    return (await Promise.all(asks)).every((answer) => answer !== undefined);
  }

  async look(_: RunId, ids: readonly NodeId[]): Promise<boolean> {
    const nodes = ids.map((id) => this.nodes[id]!);
    const answers = await Promise.all(nodes.map((node) => node.ask({ order: 'look' })));
    return nodes.every((node, index) => answers[index] !== undefined || node.isOff);
  }

  blame(id: NodeId): void {
    this.nodes[id]!.isBroken = true;
  }

  async cordon(id: NodeId): Promise<boolean> {
    this.nodes[id]!.isCordoned = true;
    return true;
  }

  async uncordon(id: NodeId): Promise<boolean> {
    const node = this.nodes[id]!;
    if (node.isBroken) return false;
    node.isCordoned = false;
    return true;
  }

  /** The repair of a node is a new agent that answers. */
  async repair(id: NodeId): Promise<boolean> {
    const node = this.nodes[id]!;
    if (!node.isBroken) return true;
    node.isCordoned = true;
    return node.renew();
  }

  async dismiss(ids: readonly NodeId[]): Promise<void> {
    await Promise.all(ids.map((id) => this.nodes[id]!.dismiss()));
  }

  close(): void {
    this.#isClosed = true;
    for (const node of this.nodes) node.close();
  }

  #nodeHost({ agentScript, agentPatience, logs }: LocalEngineOptions, wire?: Wire): NodeHost {
    return {
      script: agentScript ?? AGENT,
      logs: logs ?? LOG_LIMITS,
      agentPatience: (agentPatience ?? AGENT_PATIENCE) * 1000,
      wire,
      hear: (_, news) => this.#host.hear(news),
      learn: (node, reports) => {
        this.#noteOrphans(node, reports);
        this.#host.learn(reports);
      },
      died: (node, cause) => this.#host.nodeFailed(node.id, cause),
      changed: ({ id }) => this.#host.nodeChanged(id),
    };
  }

  /** While the agents are being found: notes ranks that no known attempt has. */
  #noteOrphans(node: LocalNode, reports: readonly RankReport[]): void {
    for (const { run, attempt, end } of reports) {
      if (!this.#known || end || this.#known.get(run) === attempt) continue;
      this.#orphans.push({ node, run });
    }
  }
}

function rankOrderOf(seat: SeatOrder, order: StartOrder, node: LocalNode): RankOrder {
  const { program, environment, secrets, limits, hearsMembers } = order;
  return {
    rank: seat.rank,
    replica: seat.replica,
    argv: taskset(program.argv, seat.rank, limits.cpusPerRank),
    environment: {
      ...secrets,
      ...environment,
      ...seat.environment,
      [AGENT_VARIABLE]: node.folder,
    },
    cwd: program.cwd,
    hearsMembers,
    progress: program.progress,
    memory: limits.memoryPerRank,
    log: seat.log,
  };
}

function together(outcomes: readonly Outcome[]): Outcome {
  return {
    isDone: outcomes.every(({ isDone }) => isDone),
    notes: outcomes.flatMap(({ notes }) => notes),
  };
}
