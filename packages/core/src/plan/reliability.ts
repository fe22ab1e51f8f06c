import type { Recorder } from '../base/index.ts';
import type { Factory } from '../factory/index.ts';
import { figure } from './figure.ts';
import type { FleetPlan, ReliabilityPlan } from './plan.ts';

/** How often something fails, by the failure profile of the file. */
export function planReliability(
  { reliability }: Factory,
  fleet: FleetPlan,
  rec: Recorder,
): ReliabilityPlan {
  const nodeFailureRate = figure(
    rec,
    'nodeFailureRate',
    ['Unexpected failures per node', '1/node-day'],
    reliability.rate.value,
    'rate',
    { rate: 'factory.reliability.rate' },
  );
  const fleetFailureRate = figure(
    rec,
    'fleetFailureRate',
    ['Unexpected failures in the fleet', '1/day'],
    nodeFailureRate * fleet.nodes,
    'rate * nodes',
    { rate: 'nodeFailureRate', nodes: 'fleet.nodes' },
  );
  const meanTimeToFailure = figure(
    rec,
    'meanTimeToFailure',
    ['Mean time to a failure in the fleet', 'min'],
    1 / fleetFailureRate,
    '1 / rate',
    { rate: 'fleetFailureRate' },
  );
  return { nodeFailureRate, fleetFailureRate, meanTimeToFailure };
}
