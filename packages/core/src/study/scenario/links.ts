import { exp, ln, normalBelow } from '../../base/index.ts';
import type { Factory } from '../../factory/index.ts';
import { HAZARD_CAUSES, HAZARDS } from '../../facts/index.ts';
import type { TwinCause, TwinDuration } from '../../twin/index.ts';
import { healthyRate } from './draws.ts';

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
  const rate = (perLink: number) => healthyRate(factory, perLink * linksOf(factory));
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
      ratePerNodeSecond: rate(flapRate.value * (1 - shareWithin(0))),
    },
  ];
}

/** Time for which the shorter flaps of one node stall its run, s per s. */
export function flapStall(factory: Factory): number {
  const { flapRate, flapTime, flapTimeSigma } = HAZARDS.links;
  const sigma = flapTimeSigma.value;
  // Mean of a log-normal time restricted to values below a bound: its mean times the share below the bound of
  // the law shifted by sigma^2.
  const mean = flapTime.value * exp((sigma * sigma) / 2) * shareWithin(sigma * sigma);
  return flapRate.value * linksOf(factory) * mean;
}

function linksOf({ hardware }: Factory): number {
  return hardware.node.nicsPerNode.value;
}

/** Share of flaps within the tolerance if the logarithms of their times were larger by `shift`. */
function shareWithin(shift: number): number {
  const { flapTime, flapTimeSigma, tolerance } = HAZARDS.links;
  return normalBelow((ln(tolerance.value / flapTime.value) - shift) / flapTimeSigma.value);
}
