import type { DomainKind } from '../../control/protocol/index.ts';
import { HAZARD_CAUSES, HAZARDS, type HazardDomain } from '../../facts/index.ts';
import type { Plan } from '../../plan/index.ts';
import type { TwinDomainHazard, TwinDuration } from '../../twin/index.ts';
import { constant } from './draws.ts';
import { tierOf } from './topology.ts';

type DomainName = keyof typeof HAZARDS.domains;

const KIND_OF: Readonly<Record<DomainName, DomainKind>> = {
  rackPower: 'rack',
  leaf: 'leaf',
  spine: 'spine',
  coolingUnit: 'cooling',
  hall: 'hall',
};

/** Racks, switches, cooling units and halls that fail as a whole, until repaired or only for minutes. */
export function domainHazards(
  plan: Plan,
  repair: (median: number) => TwinDuration,
): TwinDomainHazard[] {
  const names = Object.keys(HAZARDS.domains) as DomainName[];
  const built = names.filter((name) => unitsPerDomain(name, plan) > 0);
  return built.flatMap((name) => hazardsOf(name, plan, repair));
}

function hazardsOf(
  name: DomainName,
  plan: Plan,
  repair: (median: number) => TwinDuration,
): TwinDomainHazard[] {
  const { rate, repair: time, transient }: HazardDomain = HAZARDS.domains[name];
  const units = unitsPerDomain(name, plan);
  const common = { kind: KIND_OF[name], bandwidthLeft: bandwidthLeft(name, plan) };
  const cause = HAZARD_CAUSES[name].label;
  const lasting = { ...common, cause, rate: rate.value * units, repair: repair(time.value) };
  if (!transient) return [lasting];
  const brief = {
    ...common,
    cause: `${cause}, briefly`,
    rate: transient.rate.value * units,
    repair: constant(transient.time.value),
  };
  return [lasting, brief];
}

/** A leaf group has a leaf for each rail, a spine group several spines; each of them fails. */
function unitsPerDomain(name: DomainName, plan: Plan): number {
  if (name !== 'leaf' && name !== 'spine') return 1;
  return (tierOf(name, plan)?.switchesPerReach ?? 0) * plan.fabric.topology.planes;
}

/** Traffic can route around a lost spine or plane, but not around other domains. */
function bandwidthLeft(name: DomainName, plan: Plan): number {
  if (name !== 'leaf' && name !== 'spine') return 0;
  const { planes } = plan.fabric.topology;
  const ways = name === 'spine' ? unitsPerDomain(name, plan) : planes;
  return ways > 1 ? 1 - 1 / ways : 0;
}
