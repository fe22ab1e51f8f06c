import type { NodeId } from '../control/index.ts';
import type { Purpose } from './chance.ts';
import type { TwinCause } from './scenario.ts';
import type { Fault } from './watcher.ts';
import type { World } from './world.ts';

/** Lets nodes and the job fail, and maintenance fall due, at their rates; tells each fault as it happens. */
export class Faults {
  readonly #world: World;
  readonly #tell: (fault: Fault) => void;
  /** Running sums of the rates of the causes, per node and s. */
  readonly #runningRates: readonly number[];

  constructor(world: World, tell: (fault: Fault) => void) {
    this.#world = world;
    this.#tell = tell;
    let sum = 0;
    this.#runningRates = world.scenario.causes.map((cause) => {
      sum += cause.ratePerNodeSecond;
      return sum;
    });
  }

  start(): void {
    const { nodes, gangNodes, jobHazard, plannedMaintenanceRate } = this.#world.scenario;
    const perNode = this.#runningRates.at(-1) ?? 0;
    // Independent Poisson arrivals on every node are one arrival process at the sum of the rates.
    this.#repeat('failures', perNode * gangNodes, () => this.#strikeGang());
    // Spares come and go: arrivals over the whole fleet count only where they find a spare.
    this.#repeat('spares', perNode * (nodes > gangNodes ? nodes : 0), () => this.#strikeSpare());
    this.#repeat('job', jobHazard.ratePerSecond, () => this.#strikeJob());
    this.#repeat('windows', plannedMaintenanceRate, () =>
      this.#world.tell({ kind: 'maintenanceDue' }),
    );
  }

  #repeat(purpose: Purpose, rate: number, action: () => void): void {
    const gap = this.#world.chance.gap(purpose, rate);
    if (gap === undefined) return;
    this.#world.after(gap, () => {
      // First the next arrival, so that what the action draws cannot come in between.
      this.#repeat(purpose, rate, action);
      action();
    });
  }

  #strikeGang(): void {
    const world = this.#world;
    const place = world.chance.choose('victims', world.scenario.gangNodes);
    const cause = this.#chooseCause('victims');
    const node = world.gang.wellMemberFrom(place);
    if (node === undefined) return;
    if (cause.repair) world.gang.break(node, cause);
    const { attempt } = world;
    const endedAttempt = attempt !== undefined && !attempt.fault;
    if (endedAttempt) {
      world.breakAttempt(attempt, { cause: cause.name, detection: cause.detection });
    }
    const { name, component } = cause;
    this.#tell({ cause: name, component, node, endedAttempt, interrupts: true });
    // A broken attempt tells of its bad nodes itself, once it is looked at.
    if (!attempt && cause.repair) this.#monitor(node, cause);
  }

  #strikeSpare(): void {
    const world = this.#world;
    const node = world.chance.choose('spares', world.scenario.nodes);
    const cause = this.#chooseCause('spares');
    if (world.gang.has(node) || world.gang.causeOf(node) || !cause.repair) return;
    world.gang.break(node, cause);
    const { name, component } = cause;
    this.#tell({ cause: name, component, node, endedAttempt: false, interrupts: false });
    this.#monitor(node, cause);
  }

  #strikeJob(): void {
    const { attempt, scenario } = this.#world;
    if (!attempt || attempt.fault) return;
    const { name, detection } = scenario.jobHazard;
    this.#world.breakAttempt(attempt, { cause: name, detection });
    const fault = { cause: name, component: 'job', node: undefined };
    this.#tell({ ...fault, endedAttempt: true, interrupts: true });
  }

  #chooseCause(purpose: Purpose): TwinCause {
    const index = this.#world.chance.chooseWeighted(purpose, this.#runningRates);
    return this.#world.scenario.causes[index]!;
  }

  /** Where no attempt would fail of it, the node's own monitor reports it. */
  #monitor(node: NodeId, cause: TwinCause): void {
    const world = this.#world;
    const delay = world.chance.duration('detect', world.scenario.detectCrash);
    world.after(delay, () => {
      if (world.gang.causeOf(node) !== cause) return;
      world.tell({ kind: 'nodeFailed', node, cause: cause.name });
    });
  }
}
