import type { Factory } from '../../factory/index.ts';
import { HAZARD_CAUSES, HAZARDS } from '../../facts/index.ts';
import { flapsWithin, linksOfNode } from '../../plan/index.ts';
import type { TwinCause, TwinDuration } from '../../twin/index.ts';

/** Links that fail permanently, and flaps that outlast the timeout of the collectives. */
export function linkCauses(
  factory: Factory,
  repair: (median: number) => TwinDuration,
): TwinCause[] {
  const { failureRate, flapRate } = HAZARDS.links;
  const common = {
    component: 'network',
    shape: 1,
    detection: 'crash',
    replacesPart: false,
  } as const;
  const rate = (perLink: number) => perLink * linksOfNode(factory);
  return [
    {
      ...common,
      name: HAZARD_CAUSES.linkFailure.label,
      ratePerNodeSecond: rate(failureRate.value),
      repair: repair(factory.operations.linkRepairTime.value),
    },
    {
      ...common,
      name: HAZARD_CAUSES.linkFlap.label,
      ratePerNodeSecond: rate(flapRate.value * (1 - flapsWithin(0))),
    },
  ];
}
