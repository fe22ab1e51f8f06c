import type { Factory } from '../../factory/index.ts';
import { CHECKPOINT_TIERS, RECOVERY, RESTART_PARTS } from '../../facts/index.ts';
import type { Plan, TrainingPlan } from '../../plan/index.ts';
import type { TwinRun, TwinStep, TwinTimes } from '../../twin/index.ts';
import { constant, spread } from './draws.ts';
import { policyOf } from './policy.ts';

/** A training run as planned. */
export function trainingRun(factory: Factory, plan: Plan, name: string): TwinRun {
  const run = plan.training[name]!;
  const { operations, reliability, hazards, resilience } = factory;
  const { memoryInterval } = resilience;
  const replicas = replicasOf(factory, run);
  const failureRate = reliability.rate.value * run.nodes;
  return {
    kind: 'train',
    spec: {
      run: name,
      priority: factory.runs[name]!.priority.value,
      replicas,
      nodesPerReplica: run.nodes / replicas,
      minReplicas: Math.max(1, Math.ceil(replicas * resilience.leastReplicas.value)),
      policy: policyOf(factory, run, replicas),
    },
    start: 0,
    work: run.idealDuration,
    jobHazards: [
      {
        name: 'Failures of the job itself',
        ratePerSecond: reliability.jobRate?.value ?? 0,
        detection: 'crash',
      },
    ],
    personRate: hazards.personStops.value * failureRate,
    maintenanceRate: operations.plannedInterruptions.value,
    maintenance: constant(operations.plannedStopTime.value),
    checkpoint: {
      writeTime: run.checkpoint.writeTime,
      bytes: run.checkpoint.size,
      ...(memoryInterval
        ? {
            memory: {
              interval: memoryInterval.value,
              writeTime: copyTime(factory, run),
              where: resilience.copies,
            },
          }
        : {}),
    },
    times: timesOf(factory),
    step: stepOf(run),
  };
}

/** What a copy costs, s: a step's worth of waiting for a peer, or the node's share of the checkpoint on its drives. */
function copyTime({ resilience, hazards }: Factory, { checkpoint, nodes }: TrainingPlan): number {
  if (resilience.copies === 'peer') return hazards.memoryCopyTime.value;
  return checkpoint.size / nodes / CHECKPOINT_TIERS.local.write.value;
}

/** The most groups that data parallelism and whole nodes allow, up to those of the published system. */
function replicasOf({ resilience }: Factory, { nodes, gpus, strategy }: TrainingPlan): number {
  const wanted = resilience.replicas?.value ?? RECOVERY.replicas.value;
  const dataParallel = gpus / (strategy.tp * strategy.pp * strategy.cp);
  for (let count = Math.min(wanted, nodes); count > 1; count--) {
    if (dataParallel % count === 0 && nodes % count === 0) return count;
  }
  return 1;
}

/**
 * The file gives the whole way from failure to training: what is not detection is restart. With warm
 * standbys the scheduling of another node is a part of its own, which they shorten.
 */
function timesOf({ operations, resilience, hazards }: Factory): TwinTimes {
  const detect = operations.detectTime.value;
  const rest = Math.max(0, operations.recoveryTime.value - detect);
  const schedule =
    resilience.warmStandbys.value > 0 ? Math.min(rest, RESTART_PARTS.schedule.value) : 0;
  const stall = Math.max(0, resilience.replicaStall.value - detect);
  return {
    detectCrash: constant(detect),
    diagnose: constant(0),
    restart: spread(rest - schedule, hazards.restartSigma.value),
    spareSwap: constant(schedule),
    warmSwap: constant(schedule / RECOVERY.standbySpeedUp.value),
    shrink: constant(stall),
    rejoin: spread(Math.max(0, rest - stall - schedule), hazards.restartSigma.value),
  };
}

/** What of a step slow nodes and lost bandwidth stretch. */
function stepOf({ step, stepTime, strategy }: TrainingPlan): TwinStep {
  const outsidePipeline = step.dataParallel + step.optimizer;
  const network =
    step.pipelineSend + step.dataParallel + step.contextParallel + step.expertParallel;
  return {
    computeShare: share(1 - outsidePipeline / stepTime),
    networkShare: share(network / stepTime),
    stages: strategy.pp,
    microBatches: strategy.microBatches,
    modelChunks: strategy.vp,
  };
}

function share(value: number): number {
  return Math.min(1, Math.max(0, value));
}
