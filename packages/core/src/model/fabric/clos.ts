import { pow } from '../../base/index.ts';
import type { FabricTier, FabricTopology, TierName } from './topology.ts';

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
 * ports; three serve half as many leaves in each of as many groups as a core switch has ports; with four, cores
 * go up with half their ports, as spines do in three. `strict` takes the smallest number of spines that divides a
 * leaf's uplinks evenly, as NVIDIA's reference designs do; `minimal` counts ports only.
 *
 * @returns undefined when even four tiers are too small, or a leaf has no port left for a node or a spine.
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

/** The most tiers of one fabric. */
export const MOST_TIERS = 4;

/** The most endpoints that a number of tiers can connect: each tier above the second goes up with half its ports. */
export function endpointLimit(tiers: number, ports: number, down: number): number {
  return tiers === 1 ? ports : ports * down * pow(ports / 2, tiers - 2);
}

type TierShape = Omit<FabricTier, 'ports' | 'linkBandwidth'>;

function tiersFor(endpoints: number, ports: number, down: number): number | undefined {
  const counts = Array.from({ length: MOST_TIERS }, (_, below) => below + 1);
  return counts.find((tiers) => endpoints <= endpointLimit(tiers, ports, down));
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
  return [leaf, ...groupedTiers(demand, down, uplinks, count)];
}

/** Switches in groups, each with half its ports going down to as many of the tier below, and the top above them. */
function groupedTiers(
  demand: FabricDemand,
  down: number,
  links: number,
  count: number,
): TierShape[] {
  const { nodes, rails, ports, spread } = demand;
  const half = ports / 2;
  const switches = Math.ceil(links / half);
  const middle = UPPER.slice(0, count - 2).map((name, index): TierShape => {
    const reach = Math.max(down, Math.round((pow(half, index + 1) * down) / rails));
    const groups = Math.ceil(nodes / reach);
    const switchesPerReach = Math.max(1, Math.round(switches / groups));
    return { ...TOP, name, switches, links, reach, switchesPerReach };
  });
  const name = UPPER[middle.length]!;
  const top = switchesAtTop(links, ports, pow(half, middle.length), spread);
  return [...middle, { ...TOP, name, switches: top, links, reach: nodes, switchesPerReach: top }];
}

/** Tiers above the leaves. */
const UPPER: readonly TierName[] = ['spine', 'core', 'super'];

/** The uplinks of each leaf spread evenly if their number is a multiple of the spines. */
function spinesOfTwo(uplinks: number, ports: number, each: number, spread: Spread): number {
  const least = Math.ceil(uplinks / ports);
  return spread === 'minimal' ? least : smallestDivisor(each, least);
}

/** They come in groups, one per position of a switch below in its group, each spread evenly over its ports. */
function switchesAtTop(uplinks: number, ports: number, positions: number, spread: Spread): number {
  const least = Math.ceil(uplinks / ports);
  if (spread === 'minimal') return least;
  return positions * smallestDivisor(ports / 2, Math.ceil(least / positions));
}

function smallestDivisor(of: number, atLeast: number): number {
  for (let divisor = atLeast; divisor < of; divisor++) if (of % divisor === 0) return divisor;
  return of;
}
