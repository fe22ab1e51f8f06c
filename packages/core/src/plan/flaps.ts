import { exp, type Known, ln, normalBelow } from '../base/index.ts';
import type { Factory } from '../factory/index.ts';
import { HAZARDS } from '../facts/index.ts';

/** Time for which the shorter flaps of one node's links stall its run, per second. */
export function flapStall(factory: Factory): Known {
  const { flapRate, flapTime, flapTimeSigma } = HAZARDS.links;
  const sigma = flapTimeSigma.value;
  // The mean of a log-normal time below a bound: its mean, times the share below of the law moved by sigma^2.
  const mean = flapTime.value * exp((sigma * sigma) / 2) * flapsWithin(sigma * sigma);
  const { source } = flapRate;
  return {
    value: flapRate.value * linksOfNode(factory) * mean,
    unit: '1',
    provenance: 'method',
    reason:
      'Rate of flaps of a link, links of a node, and mean time of the flaps that collectives outlast.',
    ...(source ? { source } : {}),
  };
}

/** Share of flaps within the patience of the collectives, were the logarithms of their times larger by `shift`. */
export function flapsWithin(shift: number): number {
  const { flapTime, flapTimeSigma, tolerance } = HAZARDS.links;
  return normalBelow((ln(tolerance.value / flapTime.value) - shift) / flapTimeSigma.value);
}

/** Links of a node into the fabric. */
export function linksOfNode({ hardware }: Factory): number {
  return hardware.node.nicsPerNode.value;
}
