import { workOfStep } from '@gigafactory/core/protocol';
import type { DesiredRun } from '@gigafactory/core/study';
import { type EngineOptions, logFolderOf } from '../engine/gang/index.ts';
import type { RunClock } from './run-clock.ts';
import type { RunFolder, RunRecord } from './run-folder.ts';
import { nodeName } from './words.ts';

/** A run as its folder has it, and its clock. */
export interface Placed {
  readonly folder: RunFolder;
  readonly record: RunRecord;
  readonly desired: DesiredRun;
  readonly environment: Readonly<Record<string, string>>;
  readonly clock: RunClock;
}

/** What an engine is told about a run. */
export function engineOptions(placed: Placed): EngineOptions {
  const { folder, record, desired, environment, clock } = placed;
  const { engine, program, steps } = desired;
  const spec = desired.supervisor.runs[0]!;
  return {
    folder: folder.path,
    nodes: Array.from({ length: engine.nodes }, (_, node) => nodeName(spec.run, node)),
    clock,
    runs: [
      {
        run: spec.run,
        replicas: spec.replicas,
        nodesPerReplica: spec.nodesPerReplica,
        ranksPerNode: engine.ranksPerNode,
        recovery: spec.policy.recovery,
        hangTimeout: spec.policy.hangTimeout,
        stepTime: workOfStep(1, desired.stepTime),
        totalSteps: steps,
        program: {
          argv: record.argv,
          environment: program.environment,
          // What the file says of the environment comes before what the caller's shell happens to hold.
          secrets: environment,
          cwd: record.cwd,
          progress: program.progress,
        },
        job: folder.job,
        checkpoints: record.checkpoints,
        keep: { last: engine.keepCheckpoints, every: engine.keepEvery },
        limits: { memoryPerRank: engine.memoryPerRank, cpusPerRank: engine.cpusPerRank },
      },
    ],
  };
}

/** Where the logs of a run's ranks are. */
export function logFolder(folder: RunFolder, run: string): string {
  return logFolderOf(folder.path, run);
}
