import type { Figure, Recorder } from '../base/index.ts';
import { planFigures } from './figures.ts';
import type { ReliabilityPlan } from './plan.ts';

/** How often something fails, by the failure profile of the file. */
export function planReliability(rec: Recorder): ReliabilityPlan {
  return planFigures(RELIABILITY, rec);
}

const RELIABILITY = {
  nodeFailureRate: {
    label: 'Unexpected failures per node',
    unit: '1/node-day',
    formula: 'factory.reliability.rate',
  },
  fleetFailureRate: {
    label: 'Unexpected failures in the fleet',
    unit: '1/day',
    formula: 'nodeFailureRate * fleet.nodes',
  },
  meanTimeToFailure: {
    label: 'Mean time to a failure in the fleet',
    unit: 'min',
    formula: '1 / fleetFailureRate',
  },
} as const satisfies Record<keyof ReliabilityPlan, Figure>;
