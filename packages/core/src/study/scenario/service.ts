import { YEAR_S } from '../../base/index.ts';
import type { Factory } from '../../factory/index.ts';
import type { Plan } from '../../plan/index.ts';
import type { TwinRun } from '../../twin/index.ts';
import { constant } from './draws.ts';
import { policyOf } from './policy.ts';
import { recoveryParts } from './recovery.ts';

/** Longer than any life, because a service is never done, s. */
const FOREVER = 1000 * YEAR_S;

/** A service: replicas that do not wait for each other, with nothing to lose but time. */
export function serviceRun(factory: Factory, { fleet }: Plan, name: string): TwinRun {
  const { gpus, gpusPerReplica, priority } = factory.services[name]!;
  const nodesPerReplica = Math.ceil(gpusPerReplica.value / fleet.gpusPerNode);
  const replicas = Math.max(1, Math.floor(gpus.value / (nodesPerReplica * fleet.gpusPerNode)));
  const { detect, headStart, ...parts } = recoveryParts(factory);
  const restart = constant(parts.restart);
  return {
    kind: 'serve',
    spec: {
      run: name,
      priority: priority.value,
      replicas,
      nodesPerReplica,
      minReplicas: 1,
      policy: policyOf(factory, undefined, replicas),
    },
    start: 0,
    work: FOREVER,
    jobHazards: [],
    personRate: 0,
    maintenanceRate: 0,
    maintenance: constant(0),
    checkpoint: { writeTime: 0, bytes: 0 },
    times: {
      detectCrash: constant(detect),
      diagnose: constant(0),
      restart,
      spareSwap: constant(0),
      warmSwap: constant(0),
      shrink: constant(0),
      rejoin: restart,
    },
    headStart,
    step: { computeShare: 1, networkShare: 0, stages: 1, microBatches: 1, modelChunks: 1 },
  };
}
