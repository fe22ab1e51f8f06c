import { exp, ln, normalBelow } from '../../base/index.ts';
import type { Factory } from '../../factory/index.ts';
import { HAZARD_CAUSES, HAZARDS } from '../../facts/index.ts';
import type { TwinCause, TwinDuration } from '../../twin/index.ts';
import { healthyRate } from './draws.ts';

/** Links that fail for good, and flaps that outlast the patience of the collectives. */
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

/** s for which the shorter flaps of one node stall its run, per s. */
export function flapStall(factory: Factory): number {
  const { flapRate, flapTime, flapTimeSigma } = HAZARDS.links;
  const sigma = flapTimeSigma.value;
  // The mean of a log-normal time below a bound: its mean, times the share below of the law moved by sigma^2.
  const mean = flapTime.value * exp((sigma * sigma) / 2) * shareWithin(sigma * sigma);
  return flapRate.value * linksOf(factory) * mean;
}

function linksOf({ hardware }: Factory): number {
  return hardware.node.nicsPerNode.value;
}

/** Share of flaps within the tolerance, were the logarithms of their times larger by `shift`. */
function shareWithin(shift: number): number {
  const { flapTime, flapTimeSigma, tolerance } = HAZARDS.links;
  return normalBelow((ln(tolerance.value / flapTime.value) - shift) / flapTimeSigma.value);
}
