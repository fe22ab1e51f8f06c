import type {
  Command,
  Engine,
  EngineListener,
  EventBody,
  Fence,
  NodeId,
  Rules,
  SupervisorEvent,
} from '../control/protocol/index.ts';
import {
  isSameDomain,
  type Micros,
  OrderBook,
  RULES,
  toMicros,
} from '../control/protocol/index.ts';
import { Agenda } from './agenda.ts';
import type { Chance } from './chance.ts';
import type { TwinDuration } from './duration.ts';
import { Nodes } from './nodes.ts';
import { SimulatedRun } from './run.ts';
import type { TwinScenario } from './scenario.ts';
import { RepairShop } from './shop.ts';
import { slowdownOf, storageStretch } from './speed.ts';
import type { Bandwidth, Surroundings, Tenant } from './surroundings.ts';
import { Tally } from './tally.ts';
import type { Watcher } from './watcher.ts';

/**
 * The simulated engine: carries out the supervisor's commands and reports what happens. It knows the truth
 * about nodes and attempts; the supervisor hears only what an engine could see, when it could see it.
 */
export class World implements Surroundings, Engine {
  readonly scenario: TwinScenario;
  readonly chance: Chance;
  readonly agenda = new Agenda();
  readonly nodes: Nodes;
  readonly orders: OrderBook;
  readonly rules: Rules;
  readonly runs: readonly SimulatedRun[];
  readonly tenants: readonly Tenant[];
  readonly tally: Tally;
  readonly horizon: Micros;
  /** Events to be reported to the supervisor next, in this order. */
  readonly outbox: SupervisorEvent[] = [];
  now: Micros = 0;
  readonly watcher: Watcher;
  /** Called when training of a run ends or changes speed, before its books are settled. */
  onTrainingEnd: ((run: Tenant) => void) | undefined;
  /** Called when a part of a node has been replaced by a new one. */
  onRenewal: ((node: NodeId, cause: string) => void) | undefined;
  /** Lost bandwidth, and the share of speed that heat costs every run. */
  readonly bandwidths: Bandwidth[] = [];
  heat = 0;

  readonly #shop: RepairShop;
  #sweep = 0;
  #listeners: readonly EngineListener[] = [];

  constructor(scenario: TwinScenario, chance: Chance, watcher: Watcher = {}, rules = RULES) {
    this.scenario = scenario;
    this.watcher = watcher;
    this.chance = chance;
    this.horizon = toMicros(scenario.horizon);
    this.nodes = new Nodes(scenario.topology);
    this.rules = rules;
    this.orders = new OrderBook({
      runs: scenario.runs.map(({ spec }) => spec.run),
      nodes: scenario.topology.nodes,
      rules,
    });
    if (watcher.node) {
      this.nodes.onChange = (node, change) => watcher.node?.(this.now, node, change);
    }
    this.tally = new Tally(scenario.topology.nodes);
    this.runs = scenario.runs.map((run, index) => new SimulatedRun(this, index, run));
    this.tenants = this.runs.map(({ processes }) => processes);
    this.#shop = new RepairShop(scenario.repair, (delay, action) => this.after(delay, action));
  }

  after(delay: Micros, action: () => void): void {
    this.agenda.note(this.now + delay, action);
  }

  /** Puts an event under its fence into the outbox. */
  post(head: { readonly at: Micros } & Partial<Fence>, body: EventBody): void {
    // Not a spread: with this many shapes it is several times slower.
    this.outbox.push(Object.assign(head, body) as SupervisorEvent);
  }

  subscribe(listener: EngineListener): () => void {
    this.#listeners = [...this.#listeners, listener];
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== listener);
    };
  }

  close(): void {
    this.#listeners = [];
  }

  /** Delivers the events of this moment in order; commands from listeners may add more. */
  deliver(): void {
    const { outbox } = this;
    for (let event = outbox.shift(); event; event = outbox.shift()) {
      const listeners = this.#listeners;
      for (let index = 0; index < listeners.length; index++) listeners[index]!(event);
    }
  }

  inventory(): void {
    const { nodes, runs } = this;
    const all = Array.from({ length: this.scenario.topology.nodes }, (_, node) => node);
    this.tell({
      kind: 'inventory',
      gangs: runs.map((run) => run.asGang()),
      broken: all.filter((node) => nodes.breakageOf(node) !== undefined),
      cordoned: all.filter((node) => nodes.isCordoned(node)),
      down: [...nodes.down],
    });
  }

  /** Reports an event about the fleet. */
  tell(body: EventBody): void {
    this.post({ at: this.now }, body);
  }

  runNamed(name: string): SimulatedRun | undefined {
    return this.runs.find(({ processes }) => processes.twin.spec.run === name);
  }

  execute(command: Command): void {
    this.watcher.command?.(this.now, command);
    switch (command.kind) {
      case 'cordon':
        if (this.#isCurrent(command)) this.#cordon(command.node);
        break;
      case 'uncordon':
        if (this.#isCurrent(command)) this.#uncordon(command);
        break;
      case 'repair':
        if (this.#isCurrent(command)) this.#repair(command.node);
        break;
      case 'warm':
        if (!this.nodes.breakageOf(command.node)) this.nodes.warm.add(command.node);
        this.tell({ kind: 'warmed', node: command.node });
        break;
      case 'inspect':
        this.#inspect(command);
        break;
      case 'setSweep':
        this.#setSweep(toMicros(command.after));
        break;
      default:
        this.runNamed(command.run)?.execute(command);
    }
  }

  /** Whether no newer command about the node came first. */
  #isCurrent(command: Command): boolean {
    if (this.orders.judge(command) !== 'do') return false;
    this.orders.accept(command);
    return true;
  }

  #cordon(node: NodeId): void {
    this.nodes.cordon(node);
    this.countNodes();
    this.tell({ kind: 'cordoned', node });
  }

  /** The cordon of a node that broke again is not lifted; the next `repair` command repairs it. */
  #uncordon({ id, node }: Extract<Command, { kind: 'uncordon' }>): void {
    if (this.nodes.breakageOf(node) || this.#shop.has(node)) return;
    this.nodes.uncordon(node);
    this.countNodes();
    this.tell({ kind: 'uncordoned', node, answers: id });
  }

  #tellRepaired(node: NodeId): void {
    this.tell({ kind: 'repaired', node, answers: this.orders.newestAbout(node) });
  }

  /** A repeated request changes nothing; for a healthy node the answer is repeated. */
  #repair(node: NodeId): void {
    if (this.#shop.has(node)) return;
    const { nodes } = this;
    const breakage = nodes.breakageOf(node);
    const drain = nodes.drained.get(node);
    if (!breakage && !drain && !nodes.slow.has(node)) {
      this.#tellRepaired(node);
      return;
    }
    if (!this.nodes.isCordoned(node)) this.#cordon(node);
    const cause = breakage?.cause ?? (drain ? 'planned work' : 'slow node');
    const needsPart = breakage?.replacesPart ?? false;
    const duration = breakage?.repair ?? drain ?? this.scenario.stragglers.repair;
    this.#shop.take({
      node,
      needsPart,
      duration: () => this.#drawRepair(cause, duration),
      done: () => {
        nodes.mend(node);
        if (needsPart) this.onRenewal?.(node, cause);
        this.#tellRepaired(node);
      },
    });
  }

  /** Draws from one stream per cause, so that repairs of one cause do not move those of another. */
  #drawRepair(cause: string, duration: TwinDuration): Micros {
    return this.chance.duration(`repair ${cause}`, duration);
  }

  #inspect({ domain }: Extract<Command, { kind: 'inspect' }>): void {
    const isDown = this.nodes.down.some((other) => isSameDomain(other, domain));
    if (!isDown) this.tell({ kind: 'domainRestored', domain });
  }

  #setSweep(delay: Micros): void {
    const token = ++this.#sweep;
    this.after(delay, () => {
      if (token === this.#sweep) this.tell({ kind: 'sweepDue' });
    });
  }

  /** Books how many nodes are held and out from now on. */
  countNodes(): void {
    let held = 0;
    for (const { seats } of this.tenants) held += seats.size;
    // A bad node keeps its seat in a gang until another node takes it.
    const cordoned = this.nodes.countCordoned();
    this.tally.count(this.now, held - cordoned.held, cordoned.all);
  }

  endTraining(run: Tenant): void {
    if (run.isTraining) this.onTrainingEnd?.(run);
  }

  slowMembers({ index }: Tenant): NodeId[] {
    const found: NodeId[] = [];
    for (const node of this.nodes.slow.keys())
      if (this.nodes.holderOf(node) === index) found.push(node);
    return found;
  }

  slowdownOf(run: Tenant): number {
    return slowdownOf(this, run);
  }

  storageStretch(run: Tenant): number {
    return storageStretch(this, run);
  }
}
