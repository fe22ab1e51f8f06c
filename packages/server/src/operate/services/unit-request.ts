import { join } from 'node:path';
import type { DesiredService, DesiredServices } from '@gigafactory/core/study';
import type { EngineProgram, EngineRun } from '../../engine/gang/index.ts';
import { engineRun, type Placed } from '../engine-options.ts';
import type { EngineRequest } from '../engines.ts';
import type { RunClock } from '../run-clock.ts';
import { localNodeName } from '../words.ts';
import type { UnitFolder, UnitRecord, Version } from './unit-folder.ts';

/** Services as their folder has them, and their clock. */
export interface PlacedUnit {
  readonly folder: UnitFolder;
  readonly record: UnitRecord;
  readonly desired: DesiredServices;
  readonly environment: Readonly<Record<string, string>>;
  readonly clock: RunClock;
  /** The folder of all runs. */
  readonly runsFolder: string;
}

/** Names of the nodes, by index. */
export function unitNodes({ record, desired }: Pick<PlacedUnit, 'record' | 'desired'>): string[] {
  if (record.site) return [...record.site.nodes];
  return Array.from({ length: desired.engine.nodes }, (_, node) =>
    localNodeName(desired.name, node),
  );
}

/** What of the caller's environment programs get on the nodes of a cluster that has the same files as this machine. */
const OF_THE_CALLER = ['PATH', 'HOME', 'LANG'];

/** Which program a replica or a run is started with now. */
export interface Programs {
  versionOf(service: string): Version;
  /** A run that was asked for. */
  placed(run: string): Placed | undefined;
  readonly environment: Readonly<Record<string, string>>;
}

/** What an engine is told about services; a replica is started with whatever `programs` says at that moment. */
export function unitRequest(placed: PlacedUnit, programs: Programs): EngineRequest {
  const { folder, record, desired, environment, clock } = placed;
  const { engine, services, runs } = desired;
  return {
    ...{ engine, clock, folder: folder.path, access: environment, nodes: unitNodes(placed) },
    ...(record.site ? { site: record.site } : {}),
    runs: [
      ...services.flatMap((service) =>
        service.replicas.map((run) => runOf(placed, { service, run, programs })),
      ),
      ...runs.map((run) =>
        engineRun(run, {
          placed: () => programs.placed(run.name),
          folder: join(placed.runsFolder, run.name),
          none: `${record.site?.shared ?? folder.path}/none/${run.name}`,
        }),
      ),
    ],
  };
}

interface OneReplica {
  readonly service: DesiredService;
  readonly run: string;
  readonly programs: Programs;
}

function runOf(placed: PlacedUnit, { service, run, programs }: OneReplica): EngineRun {
  const { folder, record, desired } = placed;
  const { engine, supervisor } = desired;
  const spec = supervisor.runs.find((each) => each.run === run)!;
  const base = record.site?.shared ?? folder.path;
  const { startWithin, unhealthyAfter, drainWithin } = service;
  return {
    ...{ run, replicas: 1, nodesPerReplica: service.nodesPerReplica, ranksPerNode: 1 },
    recovery: spec.policy.recovery,
    hangTimeout: spec.policy.hangTimeout,
    // A server has no steps and saves nothing: neither is ever counted.
    ...{ stepTime: 1, totalSteps: Number.MAX_SAFE_INTEGER, keep: { last: 1 } },
    get program() {
      return programOf(placed, programs, programs.versionOf(service.name));
    },
    job: `${base}/job.json`,
    checkpoints: `${base}/none/${run}`,
    limits: { memoryPerRank: engine.memoryPerRank, cpusPerRank: engine.cpusPerRank },
    serve: {
      get model() {
        return programs.versionOf(service.name).model;
      },
      ...{ startWithin, unhealthyAfter, drainWithin },
    },
  };
}

function programOf(
  { record, desired }: PlacedUnit,
  { environment }: Programs,
  version: Version,
): EngineProgram {
  const base = { argv: version.argv, cwd: record.cwd, progress: 'lines' as const };
  if (desired.engine.kind === 'local') {
    return { ...base, environment: version.environment, secrets: environment };
  }
  const taken = desired.engine.kind === 'slurm' ? pick(environment, OF_THE_CALLER) : {};
  const secrets = pick(environment, version.environmentFrom);
  return { ...base, environment: { ...taken, ...version.environment }, secrets };
}

function pick(from: Readonly<Record<string, string>>, names: readonly string[]) {
  return Object.fromEntries(
    names.flatMap((name) => (from[name] === undefined ? [] : [[name, from[name]]])),
  );
}
