import { workOfStep } from '@gigafactory/core/protocol';
import type { DesiredRun } from '@gigafactory/core/study';
import { type EngineProgram, type EngineRun, logFolderOf } from '../engine/gang/index.ts';
import type { EngineRequest } from './engines.ts';
import type { RunClock } from './run-clock.ts';
import type { RunFolder, RunRecord } from './run-folder.ts';
import { localNodeName } from './words.ts';

/** A run as its folder has it, and its clock. */
export interface Placed {
  readonly folder: RunFolder;
  readonly record: RunRecord;
  readonly desired: DesiredRun;
  readonly environment: Readonly<Record<string, string>>;
  readonly clock: RunClock;
}

/** Names of the nodes of a run, by index: those of its site, or `grok-nano:1` on one machine. */
export function nodeNames({ record, desired }: Pick<Placed, 'record' | 'desired'>): string[] {
  if (record.site) return [...record.site.nodes];
  const { engine } = desired;
  const name = record.unit?.name ?? desired.name;
  return Array.from({ length: engine.nodes }, (_, node) => localNodeName(name, node));
}

/** What an engine is told about a run. */
export function engineRequest(placed: Placed): EngineRequest {
  const { folder, record, desired, environment, clock } = placed;
  const { engine } = desired;
  return {
    ...{ engine, clock, folder: folder.path, access: environment },
    nodes: nodeNames(placed),
    ...(record.site ? { site: record.site } : {}),
    runs: [engineRun(desired, { placed: () => placed, folder: folder.path, none: '' })],
  };
}

/** Where a run is, which may be known only once it was asked for. */
interface RunPlaces {
  readonly placed: () => Placed | undefined;
  readonly folder: string;
  /** An empty folder, where there are no checkpoints before that. */
  readonly none: string;
}

/** What an engine is told about one run; its program and its places are looked up when they are needed. */
export function engineRun(desired: DesiredRun, { placed, folder, none }: RunPlaces): EngineRun {
  const { engine, steps, supervisor } = desired;
  const { run, replicas, nodesPerReplica, policy } = supervisor.runs[0]!;
  const { recovery, hangTimeout } = policy;
  const need = () => {
    const found = placed();
    if (!found) throw new Error(`the run ${run} was not asked for yet`);
    return found;
  };
  return {
    ...{ run, replicas, nodesPerReplica, recovery, hangTimeout, totalSteps: steps, folder },
    ranksPerNode: engine.ranksPerNode,
    stepTime: workOfStep(1, desired.stepTime),
    get program() {
      return programOf(need());
    },
    get job() {
      return jobFile(need());
    },
    get checkpoints() {
      return placed()?.record.checkpoints ?? none;
    },
    keep: { last: engine.keepCheckpoints, every: engine.keepEvery },
    limits: { memoryPerRank: engine.memoryPerRank, cpusPerRank: engine.cpusPerRank },
  };
}

/** What of the caller's environment programs get on the nodes of a cluster that has the same files as this machine. */
const OF_THE_CALLER = ['PATH', 'HOME', 'LANG'];

function programOf({ record, desired, environment }: Placed): EngineProgram {
  const { engine, program } = desired;
  const { argv, cwd } = record;
  const base = { argv, cwd, progress: program.progress };
  // What the file says of the environment comes before what the caller's shell happens to hold.
  if (engine.kind === 'local') {
    return { ...base, environment: program.environment, secrets: environment };
  }
  const taken = engine.kind === 'slurm' ? pick(environment, OF_THE_CALLER) : {};
  const secrets = pick(environment, program.environmentFrom);
  return { ...base, environment: { ...taken, ...program.environment }, secrets };
}

function pick(from: Readonly<Record<string, string>>, names: readonly string[]) {
  return Object.fromEntries(
    names.flatMap((name) => (from[name] === undefined ? [] : [[name, from[name]]])),
  );
}

/** Where the ranks read what they are to train. */
function jobFile({ folder, record }: Placed): string {
  return record.site ? `${record.site.shared}/job.json` : folder.job;
}

/** Where the logs of a run's ranks are. */
export function logFolder(folder: RunFolder, run: string): string {
  return logFolderOf(folder.path, run);
}
