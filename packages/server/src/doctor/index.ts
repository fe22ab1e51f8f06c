import { dirname } from 'node:path';
import type { DesiredRun } from '@gigafactory/core/study';
import type { Scheduler } from '../engine/cluster/scheduler.ts';
import type { DoctorFinding } from '../engine/finding.ts';
import { examineKubernetes } from '../engine/kubernetes/index.ts';
import { examineSlurm } from '../engine/slurm/index.ts';
import { loadLibsql } from '../journal/sqlite/library.ts';
import { resolveProgram } from '../operate/program.ts';
import {
  type DesiredCluster,
  kubernetesOptions,
  type Opening,
  openScheduler,
  slurmOptions,
} from '../operate/sites.ts';
import { stateHome } from '../operate/state-folder.ts';
import { examineJournals } from './journals.ts';
import { examineMachine, type Machine, thisMachine } from './machine.ts';
import { examineNodes } from './nodes.ts';
import { examineShared } from './shared.ts';
import { examineState } from './state.ts';

export type { DoctorFinding } from '../engine/finding.ts';

/** What is looked at together, under one heading. */
export interface Examined {
  readonly part: string;
  readonly findings: readonly DoctorFinding[];
}

/** What is to run where. */
export interface Patient {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absent: only this machine is looked at. */
  readonly run?: {
    readonly desired: DesiredRun;
    /** Where its factory file stands; absent: nothing says which program is to run. */
    readonly file?: string | undefined;
  };
  /** Whether a job of a few seconds may be started on these nodes. */
  readonly mayTry: (nodes: readonly string[]) => Promise<boolean>;
}

/** A cluster, as far as a doctor needs it. */
export interface ExaminedCluster {
  readonly scheduler: Scheduler;
  /** What the scheduler itself says before anything is started. */
  examine(needed: {
    readonly nodes: number;
    readonly gpusPerNode: number;
  }): Promise<readonly DoctorFinding[]>;
}

/** What a doctor looks with; tests bring their own. */
export interface Tools {
  readonly machine: Machine;
  readonly open: (engine: DesiredCluster, opening: Opening) => ExaminedCluster;
  readonly patienceMs?: number;
}

const JOB_PREFIX = 'gf-doctor';
/** More nodes say little more, and may not be free together. */
const MOST_TRIED = 64;

/** Looks at this machine and at where a run is to run, part by part. Nothing is started that `mayTry` does not allow. */
export async function* examine(patient: Patient, tools: Tools): AsyncGenerator<Examined, void> {
  const machine = await examineMachine(tools.machine);
  const state = await examineState(stateHome(patient.env));
  const journals = await examineJournals(patient.env['DATABASE_URL']);
  yield { part: 'This machine', findings: [...machine, ...state, journals] };
  const engine = patient.run?.desired.engine;
  if (!engine) return;
  if (engine.kind === 'local') {
    yield { part: 'Runs on this machine', findings: programs(patient) };
    return;
  }
  const shared = await examineShared(engine.shared);
  const here = engine.kind === 'slurm' ? programs(patient) : [];
  yield { part: 'Shared folder', findings: [...shared, ...here] };
  const isUsable = shared.every(({ verdict }) => verdict !== 'broken');
  yield* examineCluster(patient, engine, isUsable, tools);
}

async function* examineCluster(
  { run, env, mayTry }: Patient,
  engine: DesiredCluster,
  isUsable: boolean,
  { open, patienceMs }: Tools,
): AsyncGenerator<Examined, void> {
  const { scheduler, examine: ask } = open(engine, { prefix: JOB_PREFIX, access: env });
  try {
    const { nodes, gpusPerNode, shared } = engine;
    const findings = await ask({ nodes, gpusPerNode });
    const part = engine.kind === 'slurm' ? 'Slurm' : 'Kubernetes';
    yield { part, findings };
    if (!isUsable || findings.some(({ verdict }) => verdict === 'broken')) return;
    const free = await freeNodes(scheduler, engine.mostNodes ?? nodes);
    if (free.length === 0 || !(await mayTry(free))) return;
    const program = run?.file === undefined ? [] : filesOf(engine, run.desired, run.file, env);
    const trial = { scheduler, prefix: JOB_PREFIX, shared, nodes: free, gpusPerNode };
    yield { part: 'Nodes', findings: await examineNodes({ ...trial, program, patienceMs }) };
  } finally {
    scheduler.close();
  }
}

/** Nodes of the pool on which a job would start. */
async function freeNodes(scheduler: Scheduler, most: number): Promise<readonly string[]> {
  const pool = await scheduler.pool();
  if (!pool.ok) return [];
  const sights = (await scheduler.look({ jobs: false, nodes: true }))?.nodes ?? [];
  const out = new Set(
    sights.flatMap(({ name, state, drain }) => (state !== 'up' || drain ? [name] : [])),
  );
  const up = pool.value.filter((name) => !out.has(name));
  return up.slice(0, Math.min(most, MOST_TRIED));
}

function programs({ run, env }: Patient): DoctorFinding[] {
  if (run?.file === undefined) return [];
  const found = resolveProgram(run.desired.program.command, {
    folder: dirname(run.file),
    path: env['PATH'] ?? '',
  });
  const base = { code: 'machine.program', about: 'program' };
  if (found.ok) return [{ ...base, verdict: 'ok', found: `${found.value.join(' ')}` }];
  const advice = 'Install it, or write its path into runs.….program.command.';
  return [{ ...base, verdict: 'broken', found: found.problems[0]!.message, advice }];
}

/** What nodes must have: a program of this machine with the script that it runs, or one of the image. */
function filesOf(
  engine: DesiredCluster,
  { program }: DesiredRun,
  file: string,
  env: Patient['env'],
): readonly string[] {
  if (engine.kind === 'kubernetes') return program.command.slice(0, 1);
  const found = resolveProgram(program.command, { folder: dirname(file), path: env['PATH'] ?? '' });
  if (!found.ok) return [];
  const [first, second] = found.value;
  return second?.startsWith('/') ? [first, second] : [first];
}

/** A real cluster. */
function openCluster(engine: DesiredCluster, opening: Opening): ExaminedCluster {
  return {
    scheduler: openScheduler(engine, opening),
    examine: (needed) =>
      engine.kind === 'slurm'
        ? examineSlurm(slurmOptions(engine, opening), needed)
        : examineKubernetes(kubernetesOptions(engine, opening), needed),
  };
}

/** What a doctor of this machine looks with. */
export function toolsHere(): Tools {
  return { machine: thisMachine(loadLibsql), open: openCluster };
}
