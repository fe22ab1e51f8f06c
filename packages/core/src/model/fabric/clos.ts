import type { FabricTier, FabricTopology } from './topology.ts';

/** How uplinks are spread over spines. */
export type Spread = 'strict' | 'minimal';

/** What a fabric must connect, and with what. */
export interface FabricDemand {
  readonly nodes: number;
  /** Network cards per node. */
  readonly rails: number;
  /** Bandwidth of one network card, one direction, B/s. */
  readonly cardBandwidth: number;
  /** Ports of every switch. */
  readonly ports: number;
  readonly spread: Spread;
  /** Copies of the fabric, each with an equal part of every card's bandwidth. */
  readonly planes: number;
  /** Largest ratio of a leaf's bandwidth down to its bandwidth up; 1 is non-blocking. */
  readonly oversubscription: number;
}

/**
 * A rail-optimised Clos: the n-th card of every node is on rail n, each rail has its own leaves, and all
 * leaves of a plane (or of a group in it) connect to the same spines.
 *
 * Leaves fill up rail by rail. One tier serves what fits one switch; two serve as many leaves as a spine has
 * ports; three serve half as many leaves in each of as many groups as a core switch has ports. `strict` takes
 * the smallest number of spines that divides a leaf's uplinks evenly, as NVIDIA's reference designs do;
 * `minimal` counts ports only.
 *
 * @returns undefined when even three tiers are too small, or a leaf has no port left for a node or a spine.
 */
export function closTopology(demand: FabricDemand): FabricTopology | undefined {
  const { nodes, rails, ports, planes, cardBandwidth } = demand;
  const down = leafPortsDown(demand);
  const count = tiersFor(nodes * rails, ports, down);
  if (count === undefined || down < 1 || down >= ports) return undefined;
  const tiers = count === 1 ? [onlySwitch(demand)] : upperTiers(demand, down, count);
  const linkBandwidth = cardBandwidth / planes;
  return {
    kind: 'clos',
    rails,
    planes,
    tiers: tiers.map((tier) => ({ ...tier, ports, linkBandwidth })),
  };
}

/** Ports of a leaf that go to nodes; the others go up. */
export function leafPortsDown({ ports, oversubscription }: FabricDemand): number {
  return Math.floor((ports * oversubscription) / (1 + oversubscription));
}

/** The most endpoints that a number of tiers can connect. */
export function endpointLimit(tiers: number, ports: number, down: number): number {
  if (tiers === 1) return ports;
  return tiers === 2 ? ports * down : (ports * ports * down) / 2;
}

type TierShape = Omit<FabricTier, 'ports' | 'linkBandwidth'>;

function tiersFor(endpoints: number, ports: number, down: number): number | undefined {
  return [1, 2, 3].find((tiers) => endpoints <= endpointLimit(tiers, ports, down));
}

function onlySwitch({ nodes, rails }: FabricDemand): TierShape {
  const links = nodes * rails;
  return { ...TOP, name: 'leaf', switches: 1, links, reach: nodes, switchesPerReach: 1 };
}

const TOP = { oversubscription: 1 } as const;

function upperTiers(demand: FabricDemand, down: number, count: number): TierShape[] {
  const { nodes, rails, ports, spread } = demand;
  const switches = rails * Math.ceil(nodes / down);
  const uplinks = switches * (ports - down);
  const leaf: TierShape = {
    name: 'leaf',
    switches,
    links: nodes * rails,
    reach: down,
    switchesPerReach: rails,
    oversubscription: down / (ports - down),
  };
  if (count === 2) {
    const spines = spinesOfTwo(uplinks, ports, ports - down, spread);
    const all = { switches: spines, switchesPerReach: Math.max(1, spines) };
    return [leaf, { ...TOP, ...all, name: 'spine', links: uplinks, reach: nodes }];
  }
  return [leaf, ...groupedTiers(demand, down, uplinks)];
}

/** Spines in groups, each with half its ports going down to as many leaves, and the core above them. */
function groupedTiers(demand: FabricDemand, down: number, links: number): TierShape[] {
  const { nodes, rails, ports, spread } = demand;
  const half = ports / 2;
  const switches = Math.ceil(links / half);
  const reach = Math.max(down, Math.round((half * down) / rails));
  const groups = Math.ceil(nodes / reach);
  const core = coresOfThree(links, ports, spread);
  return [
    {
      ...TOP,
      name: 'spine',
      switches,
      links,
      reach,
      switchesPerReach: Math.max(1, Math.round(switches / groups)),
    },
    { ...TOP, name: 'core', switches: core, links, reach: nodes, switchesPerReach: core },
  ];
}

/** The uplinks of each leaf spread evenly if their number is a multiple of the spines. */
function spinesOfTwo(uplinks: number, ports: number, each: number, spread: Spread): number {
  const least = Math.ceil(uplinks / ports);
  return spread === 'minimal' ? least : smallestDivisor(each, least);
}

function coresOfThree(uplinks: number, ports: number, spread: Spread): number {
  const least = Math.ceil(uplinks / ports);
  if (spread === 'minimal') return least;
  // Core switches come in groups, one per spine position, each spread evenly over its ports.
  const half = ports / 2;
  return half * smallestDivisor(half, Math.ceil(least / half));
}

function smallestDivisor(of: number, atLeast: number): number {
  for (let divisor = atLeast; divisor < of; divisor++) if (of % divisor === 0) return divisor;
  return of;
}
