import type { RunSpec } from '../../control/protocol/index.ts';
import type { Factory } from '../../factory/index.ts';
import { RECOVERY, RESTART_PARTS } from '../../facts/index.ts';
import type { Plan, TrainingPlan } from '../../plan/index.ts';
import type { TwinRun, TwinStep, TwinTimes } from '../../twin/index.ts';
import { constant, spread } from './draws.ts';
import { policyOf } from './policy.ts';
import { recoveryParts } from './recovery.ts';

/** A training run as planned. */
export function trainingRun(factory: Factory, plan: Plan, name: string): TwinRun {
  const run = plan.training[name]!;
  const { operations, reliability, hazards, resilience } = factory;
  const { memoryInterval } = resilience;
  const failureRate = reliability.rate.value * run.nodes;
  return {
    kind: 'train',
    spec: runSpec(factory, plan, name),
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
              writeTime: run.checkpoint.copyTime ?? 0,
              where: resilience.copies,
            },
          }
        : {}),
    },
    times: timesOf(factory),
    headStart: recoveryParts(factory).headStart,
    step: stepOf(run),
  };
}

/** What the supervisor is told of a training run. */
export function runSpec(factory: Factory, plan: Plan, name: string): RunSpec {
  const run = plan.training[name]!;
  const { replicas } = run;
  return {
    run: name,
    priority: factory.runs[name]!.priority.value,
    replicas,
    nodesPerReplica: run.nodes / replicas,
    minReplicas: Math.max(1, Math.ceil(replicas * factory.resilience.leastReplicas.value)),
    policy: policyOf(factory, run, replicas),
  };
}

/** With warm standbys the scheduling of another node is a part of its own, which they shorten. */
function timesOf(factory: Factory): TwinTimes {
  const { resilience, hazards } = factory;
  const { detect, usualDetect, restart } = recoveryParts(factory);
  const schedule =
    resilience.warmStandbys.value > 0 ? Math.min(restart, RESTART_PARTS.schedule.value) : 0;
  const stall = Math.max(0, resilience.replicaStall.value - usualDetect);
  return {
    detectCrash: constant(detect),
    diagnose: constant(0),
    restart: spread(restart - schedule, hazards.restartSigma.value),
    spareSwap: constant(schedule),
    warmSwap: constant(schedule / RECOVERY.standbySpeedUp.value),
    shrink: constant(stall),
    rejoin: spread(Math.max(0, restart - stall - schedule), hazards.restartSigma.value),
  };
}

/** The parts of a step that slow nodes and lost bandwidth stretch. */
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
