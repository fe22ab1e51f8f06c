import { countDomains, nodeRange, toMicros, toSeconds } from '../control/protocol/index.ts';
import type { TwinDuration } from './duration.ts';
import type { Fault } from './fault.ts';
import { Hazards, scaleForRate } from './hazard/index.ts';
import type { TwinDomainHazard, TwinScenario } from './scenario.ts';
import type { Striker } from './strike.ts';
import type { World } from './world.ts';

/** Number of steps in which the heat of the day is followed. */
const HEAT_STEPS = 8;
const DAY_US = 86_400_000_000;

/** Draws faults at the scenario's rates, and schedules those with a fixed time. */
export class Faults {
  readonly #world: World;
  readonly #striker: Striker;
  readonly #hazards: Hazards;
  readonly lemons: readonly number[];
  #token = 0;

  constructor(world: World, striker: Striker) {
    this.#world = world;
    this.#striker = striker;
    const lemons = chooseLemons(world);
    this.lemons = lemons.filter((node) => node < world.scenario.topology.nodes);
    this.#hazards = hazardsOf(world, lemons);
  }

  start(): void {
    this.#followParts();
    this.#followDomains();
    this.#followNodes();
    this.#followRuns();
    this.#followHeat();
    for (const fault of this.#world.scenario.faults) {
      this.#world.after(toMicros(fault.at), () => this.#striker.strike(fault));
    }
  }

  /** A part was replaced: the node's next failure of this cause is that of a new part. */
  renew(node: number, cause: string): void {
    const index = this.#world.scenario.causes.findIndex(({ name }) => name === cause);
    if (index < 0) return;
    this.#hazards.renew(index, node, this.#world.now);
    this.#followParts();
  }

  #followParts(): void {
    const token = ++this.#token;
    const time = this.#hazards.next();
    if (!Number.isFinite(time)) return;
    this.#world.after(time - this.#world.now, () => {
      if (token !== this.#token) return;
      const failure = this.#hazards.take();
      // Draws the next arrival first, so that the fault's own draws cannot come in between.
      this.#followParts();
      this.#strike(partFault(this.#world.scenario, failure.cause, failure.component));
    });
  }

  #followDomains(): void {
    for (const hazard of this.#world.scenario.domains) {
      const { scenario } = this.#world;
      const count = countDomains({ ...scenario.topology, nodes: siteOf(scenario) }, hazard.kind);
      const purpose = `domain ${hazard.cause}`;
      this.#repeat(purpose, hazard.rate * count, () => this.#domainFault(hazard, purpose, count));
    }
  }

  #domainFault(hazard: TwinDomainHazard, purpose: string, count: number): Fault {
    const { kind, cause, repair, bandwidthLeft: share } = hazard;
    const domain = { kind, index: this.#world.chance.stream(purpose).integer(count) };
    const duration = this.#seconds(`repair ${cause}`, repair);
    if (share > 0) return { what: 'bandwidth', domain, cause, share, duration };
    return { what: 'domain', domain, cause, repair: duration };
  }

  #followNodes(): void {
    const { stragglers, corruption } = this.#world.scenario;
    const siteNodes = siteOf(this.#world.scenario);
    const node = (purpose: string) => this.#world.chance.stream(purpose).integer(siteNodes);
    this.#repeat('slow', stragglers.rate * siteNodes, () => ({
      what: 'slow',
      node: node('slow'),
      cause: SLOW_NODE,
      factor: stragglers.factor,
      duration: this.#seconds('slow end', stragglers.duration),
    }));
    this.#repeat('corruption', corruption.rate * siteNodes, () => ({
      what: 'corruption',
      node: node('corruption'),
      cause: corruption.cause,
      latency: this.#seconds('corruption latency', corruption.latency),
      repair: this.#seconds('corruption repair', corruption.repair),
    }));
  }

  #followRuns(): void {
    for (const { spec, jobHazards, personRate, maintenanceRate } of this.#world.scenario.runs) {
      const { run } = spec;
      for (const { name, ratePerSecond, detection } of jobHazards) {
        this.#repeat(`job ${name} ${run}`, ratePerSecond, () => ({
          what: 'job',
          run,
          cause: name,
          detection,
        }));
      }
      this.#repeat(`person ${run}`, personRate, () => ({ what: 'person', run, cause: PERSON }));
      this.#repeat(`windows ${run}`, maintenanceRate, () => ({
        what: 'maintenance',
        run,
        cause: 'planned work',
      }));
    }
  }

  #repeat(purpose: string, rate: number, faultOf: () => Fault): void {
    const gap = this.#world.chance.gap(purpose, rate);
    if (gap === undefined) return;
    this.#world.after(gap, () => {
      this.#repeat(purpose, rate, faultOf);
      this.#strike(faultOf());
    });
  }

  /** Strikes the fault, unless it falls outside the fleet. */
  #strike(fault: Fault): void {
    const { topology } = this.#world.scenario;
    const [node] = 'domain' in fault ? nodeRange(topology, fault.domain) : [firstNode(fault)];
    if (node < topology.nodes) this.#striker.strike(fault);
  }

  /** Half a sine wave a day, from sunrise to sunset, in steps. */
  #followHeat(): void {
    const { heatShare } = this.#world.scenario.stragglers;
    if (heatShare === 0) return;
    const step = (index: number): void => {
      this.#world.heat = heatShare * HEAT_OF_STEP[index % HEAT_STEPS]!;
      for (const run of this.#world.runs) run.processes.onSpeedChange(false);
      this.#world.after(DAY_US / HEAT_STEPS, () => step(index + 1));
    };
    step(0);
  }

  #seconds(purpose: string, duration: TwinDuration): number {
    return toSeconds(this.#world.chance.duration(purpose, duration));
  }
}

export const SLOW_NODE = 'Slow node';
const PERSON = 'other code or data';

/** sin(pi (h - 6) / 12) in the middle of each three hours of the day, 0 at night. */
const HEAT_OF_STEP = [0, 0, 0.383, 0.924, 0.924, 0.383, 0, 0] as const;

function chooseLemons({ scenario, chance }: World): readonly number[] {
  const { lemons } = scenario;
  const siteNodes = siteOf(scenario);
  const count = Math.round(lemons.share * siteNodes);
  const chosen = new Set<number>();
  const stream = chance.stream('lemons');
  while (chosen.size < count) chosen.add(stream.integer(siteNodes));
  return [...chosen].sort((a, b) => a - b);
}

function hazardsOf({ scenario, chance }: World, nodes: readonly number[]): Hazards {
  const { causes, age, ratesSeenFor, lemons } = scenario;
  const laws = causes.map(({ name, ratePerNodeSecond, shape }) => ({
    name,
    components: siteOf(scenario),
    shape,
    scale: scaleForRate(ratePerNodeSecond, shape, age, age + ratesSeenFor),
    initialAge: age,
    ...(nodes.length > 0 && lemons.factor > 1 ? { lemons: { nodes, factor: lemons.factor } } : {}),
  }));
  return new Hazards(laws, chance.stream('parts'));
}

function siteOf({ siteNodes, topology }: TwinScenario): number {
  return siteNodes ?? topology.nodes;
}

function firstNode(fault: Fault): number {
  return 'node' in fault ? fault.node : 0;
}

function partFault({ causes }: TwinScenario, index: number, node: number): Fault {
  const { name: cause, detection, repair, replacesPart } = causes[index]!;
  return { what: 'node', node, cause, detection, ...(repair ? { repair, replacesPart } : {}) };
}
