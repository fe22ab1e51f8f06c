import type { Recorder } from '../../base/index.ts';
import { noteFabric } from './clos-notes.ts';
import type { FabricSize, Spread } from './fabric-size.ts';

/**
 * Sizes a non-blocking Clos of switches with `ports` ports for `rails` rails of `perRail` endpoints.
 *
 * Leaves fill per rail with half their ports down. One tier serves what fits one switch, two serve
 * ports^2 / 2 endpoints, three ports^3 / 4. `strict` takes the smallest number of spines that
 * divides a leaf's uplinks evenly, as NVIDIA's reference designs do; `minimal` counts ports only.
 *
 * @returns undefined when even three tiers are too small.
 */
export function sizeFabric(
  perRail: number,
  rails: number,
  ports: number,
  spread: Spread,
  rec?: Recorder,
): FabricSize | undefined {
  const half = ports / 2;
  const endpoints = perRail * rails;
  const tiers = tiersFor(endpoints, ports);
  if (tiers === undefined) return undefined;
  const leaf = tiers === 1 ? 1 : rails * Math.ceil(perRail / half);
  const uplinks = tiers === 1 ? 0 : leaf * half;
  const spine = tiers === 1 ? 0 : tiers === 2 ? spineOfTwo(uplinks, ports, spread) : uplinks / half;
  const core = tiers === 3 ? coreOfThree(uplinks, ports, spread) : 0;
  const links = {
    nodeLeaf: endpoints,
    leafSpine: uplinks,
    spineCore: tiers === 3 ? uplinks : 0,
    total: endpoints + uplinks + (tiers === 3 ? uplinks : 0),
  };
  const size = {
    tiers,
    leafSwitches: leaf,
    spineSwitches: spine,
    coreSwitches: core,
    switches: leaf + spine + core,
    endpointLimit: tiers === 1 ? ports : tiers === 2 ? ports ** 2 / 2 : ports ** 3 / 4,
    links,
  };
  if (rec) noteFabric(size, spread, rec);
  return size;
}

function tiersFor(endpoints: number, ports: number): number | undefined {
  if (endpoints <= ports) return 1;
  if (endpoints <= ports ** 2 / 2) return 2;
  return endpoints <= ports ** 3 / 4 ? 3 : undefined;
}

/** Each leaf has half its ports up; they spread evenly when the spines divide them. */
function spineOfTwo(uplinks: number, ports: number, spread: Spread): number {
  const least = Math.ceil(uplinks / ports);
  return spread === 'minimal' ? least : smallestDivisor(ports / 2, least);
}

function coreOfThree(uplinks: number, ports: number, spread: Spread): number {
  const least = Math.ceil(uplinks / ports);
  if (spread === 'minimal') return least;
  // Core switches come in groups, one group per spine position, each spread evenly over its ports.
  const half = ports / 2;
  return half * smallestDivisor(half, Math.ceil(least / half));
}

function smallestDivisor(of: number, atLeast: number): number {
  for (let divisor = atLeast; divisor < of; divisor++) if (of % divisor === 0) return divisor;
  return of;
}
