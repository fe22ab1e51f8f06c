import type { Factory } from '../../factory/index.ts';
import { HAZARD_CAUSES, HAZARDS } from '../../facts/index.ts';
import { flapStall, type Plan } from '../../plan/index.ts';
import type { TwinCause, TwinCorruption, TwinDuration, TwinScenario } from '../../twin/index.ts';
import { domainHazards } from './domains.ts';
import { constant, spread } from './draws.ts';
import { linkCauses } from './links.ts';

type FactoryCause = Factory['reliability']['causes'][number];

/** Everything that goes wrong, as the twin draws it. */
export function hazardsOf(
  factory: Factory,
  plan: Plan,
): Pick<
  TwinScenario,
  'causes' | 'age' | 'lemons' | 'domains' | 'stragglers' | 'corruption' | 'repair'
> {
  const { hazards, operations } = factory;
  const repair = (median: number) => spread(median, hazards.repairSigma.value);
  return {
    causes: causesOf(factory, repair),
    age: hazards.age.value,
    lemons: { share: hazards.lemonShare.value, factor: hazards.lemonFactor.value },
    domains: hazards.domains === 'on' ? domainHazards(plan, repair) : [],
    stragglers: {
      rate: hazards.slowNodes.value,
      factor: hazards.slowFactor.value,
      duration: constant(hazards.slowTime.value),
      repair: repair(operations.nodeRepairTime.value),
      flapStall: hazards.domains === 'on' ? flapStall(factory).value : 0,
      heatShare: hazards.heat.value,
      imbalanceShare: hazards.imbalance.value,
    },
    corruption: corruptionOf(factory, repair),
    repair: {
      crews: hazards.technicians?.value ?? Number.POSITIVE_INFINITY,
      parts: hazards.spareParts?.value ?? Number.POSITIVE_INFINITY,
      partLeadTime: hazards.partLeadTime.value,
    },
  };
}

type Spread = (median: number) => TwinDuration;

/** Causes that strike single nodes; silent ones strike as corruption. */
function causesOf(factory: Factory, repair: Spread): TwinCause[] {
  const { reliability, hazards } = factory;
  const perNode = reliability.causes.filter(
    (cause) => cause.sign !== 'silent' && !isByDomain(factory, cause),
  );
  const links = hazards.domains === 'on' ? linkCauses(factory, repair) : [];
  return [...perNode.map((cause) => causeOf(factory, cause, repair)), ...links];
}

/**
 * With domain hazards on, switches and links fail as domains and links, and not again as a cause of node
 * failures.
 */
function isByDomain({ hazards }: Factory, { component }: FactoryCause): boolean {
  return hazards.domains === 'on' && component === 'network';
}

function causeOf(factory: Factory, cause: FactoryCause, repair: Spread): TwinCause {
  const { hazards, operations } = factory;
  const { nodeRepairTime, linkRepairTime } = operations;
  const time = cause.repair === 'network' ? linkRepairTime : nodeRepairTime;
  return {
    name: cause.label,
    component: cause.component,
    // The rate of a node that is not a lemon; the additional failures of lemons come on top of it.
    ratePerNodeSecond: cause.rate.value * rateFactor(factory),
    // Software does not age as parts do.
    shape: cause.component === 'job' ? 1 : hazards.shape.value,
    detection: cause.sign === 'hang' ? 'hang' : 'crash',
    ...(cause.repair === 'none' ? {} : { repair: repair(time.value) }),
    replacesPart: cause.repair === 'node',
  };
}

/** The factor by which the file changes the rate of its profile, for all causes alike; exactly 1 if it does not. */
function rateFactor({ reliability: { causes, rate } }: Factory): number {
  const published = causes.reduce((sum, cause) => sum + cause.rate.value, 0);
  const factor = rate.value / published;
  return Math.abs(factor - 1) < 1e-9 ? 1 : factor;
}

function corruptionOf(factory: Factory, repair: Spread): TwinCorruption {
  const { reliability, hazards, operations } = factory;
  const silent = reliability.causes.filter(({ sign }) => sign === 'silent');
  const seen = silent.reduce((sum, { rate }) => sum + rate.value, 0) * rateFactor(factory);
  return {
    cause: silent[0]?.label ?? HAZARD_CAUSES.corruption.label,
    // Rates count every time it was noticed; a node that the diagnosis missed was noticed again.
    rate: seen * HAZARDS.corruption.recall.value,
    latency: constant(hazards.corruptionLatency.value),
    recall: hazards.corruptionRecall.value,
    repair: repair(operations.nodeRepairTime.value),
  };
}
