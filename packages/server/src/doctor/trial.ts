import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { failed, ok, type Result } from '@gigafactory/core/base';
import type { JobIdentity, JobSight, Scheduler } from '../engine/cluster/scheduler.ts';

/** What is tried on which nodes. */
export interface Trial {
  readonly scheduler: Scheduler;
  /** Names of jobs begin with it. */
  readonly prefix: string;
  readonly shared: string;
  readonly nodes: readonly string[];
  readonly gpusPerNode: number;
  /** The program of the run, or the files of it, which nodes must have. */
  readonly program?: readonly string[] | undefined;
  /** How long the job may wait and run, ms. */
  readonly patienceMs?: number | undefined;
  /** After the job has ended, what nodes wrote may be seen so much later, ms; NFS takes up to a minute. */
  readonly lateMs?: number | undefined;
}

/** What a node saw. */
export interface NodeReport {
  readonly node: string;
  /** Whether it read what was written here. */
  readonly readsShared: boolean;
  /** How far its clock is at least ahead of the one here, s. */
  readonly skew: number;
  /** That the driver lists; undefined where it has none. */
  readonly gpus: number | undefined;
  /** A part of the program that it does not have. */
  readonly missing: string | undefined;
}

export interface TrialResult {
  readonly reports: readonly NodeReport[];
  /** Nodes that wrote nothing. */
  readonly silent: readonly string[];
  /** What became of the job, in the scheduler's words. */
  readonly job: string;
  /** Whether it ever ran. */
  readonly began: boolean;
}

const PATIENCE_MS = 120_000;
const LATE_MS = 60_000;
const LOOK_MS = 200;
/** Between questions to the scheduler, ms. */
const ASK_MS = 1000;

/**
 * Says what a node sees, in lines of a word and its value. The file appears under its name once it is whole. A
 * GPU's driver brings `nvidia-smi` or `rocm-smi`.
 */
const SCRIPT = `#!/bin/sh
# Written by "gigafactory doctor".
folder=$1; node=$GIGAFACTORY_SEAT_NODE
shift
report=$folder/reports/$node
missing() {
  for file; do command -v "$file" >/dev/null 2>&1 || [ -r "$file" ] || { echo "$file"; return; }; done
}
gpus() {
  if command -v nvidia-smi >/dev/null 2>&1; then nvidia-smi -L 2>/dev/null | grep -c '^GPU'
  elif command -v rocm-smi >/dev/null 2>&1; then rocm-smi --showid 2>/dev/null | grep -c 'Device Name'
  else echo unknown; fi
}
{
  echo "time $(date +%s)"
  echo "token $(cat "$folder/token" 2>/dev/null)"
  echo "gpus $(gpus)"
  echo "missing $(missing "$@")"
} >"$report.new" && mv "$report.new" "$report"
`;

/** Runs a job of a few seconds on nodes, which write into the shared folder what they see. Nothing of it is left. */
export async function tryNodes(trial: Trial): Promise<Result<TrialResult>> {
  const folder = mkdtempSync(join(trial.shared, '.doctor-'));
  try {
    return await tryIn(folder, trial);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function tryIn(folder: string, trial: Trial): Promise<Result<TrialResult>> {
  const token = randomBytes(16).toString('hex');
  mkdirSync(join(folder, 'reports'));
  writeFileSync(join(folder, 'token'), token);
  writeFileSync(join(folder, 'try.sh'), SCRIPT, { mode: 0o755 });
  const { scheduler } = trial;
  const startedAt = Date.now();
  const submitted = await scheduler.submit({
    name: `${trial.prefix}-${token.slice(0, 8)}`,
    labels: { run: 'doctor' },
    nodes: trial.nodes,
    tasksPerNode: 1,
    script: join(folder, 'try.sh'),
    arguments: [folder, ...(trial.program ?? [])],
    secrets: {},
    gpusPerNode: trial.gpusPerNode,
    cwd: folder,
    output: join(folder, 'job'),
  });
  if (!submitted.ok) return failed(...submitted.problems);
  const { reports, sight } = await collect(folder, trial, {
    token,
    startedAt,
    job: submitted.value,
  });
  await scheduler.cancel(submitted.value);
  const seen = new Set(reports.map(({ node }) => node));
  return ok({
    reports,
    silent: trial.nodes.filter((node) => !seen.has(node)),
    job: wordsOf(sight),
    began: reports.length > 0 || sight?.state === 'running' || sight?.state === 'ended',
  });
}

interface Submitted {
  readonly token: string;
  /** ms since 1970 */
  readonly startedAt: number;
  readonly job: JobIdentity;
}

/** Waits until all nodes have written, or the job is over and nothing more comes. */
async function collect(folder: string, trial: Trial, submitted: Submitted) {
  const { nodes, patienceMs = PATIENCE_MS, lateMs = LATE_MS } = trial;
  const reports = new Map<string, NodeReport>();
  let sight: JobSight | undefined;
  let asked = 0;
  let until = Date.now() + patienceMs;
  while (reports.size < nodes.length && Date.now() < until) {
    for (const node of readdirSync(join(folder, 'reports'))) {
      if (reports.has(node) || !nodes.includes(node)) continue;
      reports.set(node, read(join(folder, 'reports', node), node, submitted));
    }
    if (Date.now() - asked >= ASK_MS && reports.size < nodes.length) {
      asked = Date.now();
      const before = sight;
      sight = await look(trial.scheduler, submitted.job, before);
      if (before?.state !== 'ended' && sight?.state === 'ended') until = Date.now() + lateMs;
    }
    await sleep(LOOK_MS);
  }
  return { reports: [...reports.values()], sight };
}

/** The job now; one that the scheduler does not mention has ended, or has not been heard of yet. */
async function look(
  scheduler: Scheduler,
  job: JobIdentity,
  before: JobSight | undefined,
): Promise<JobSight | undefined> {
  const jobs = (await scheduler.look({ jobs: true, nodes: false }))?.jobs;
  if (!jobs) return before;
  const now = jobs.find((each) => each.job.id === job.id && each.job.since === job.since);
  if (now) return now;
  if (before?.state === 'ended') return before;
  return before?.state === undefined
    ? { job, name: '', state: 'waiting', why: UNHEARD }
    : {
        ...before,
        state: 'ended',
        why: before.why === UNHEARD ? 'the scheduler does not mention it' : before.why,
      };
}

/** A first look may come too early; the second one does not. */
const UNHEARD = 'the scheduler does not mention it yet';

function read(path: string, node: string, { token, startedAt }: Submitted): NodeReport {
  const lines = readFileSync(path, 'utf8').split('\n');
  const said = new Map(lines.map((line) => [line.split(' ', 1)[0]!, line.replace(/^\w+ ?/, '')]));
  const number = (word: string) => {
    const text = said.get(word);
    return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
  };
  const time = number('time');
  return {
    node,
    readsShared: said.get('token') === token,
    skew: time === undefined ? 0 : skewOf(time, startedAt / 1000, Date.now() / 1000),
    gpus: number('gpus'),
    missing: said.get('missing') || undefined,
  };
}

/** A time in whole seconds that was taken between two moments here: how far off it must be at least, s. */
function skewOf(time: number, from: number, to: number): number {
  if (time + 1 < from) return time + 1 - from;
  return Math.max(0, time - to);
}

function wordsOf(sight: JobSight | undefined): string {
  if (!sight) return 'the scheduler does not mention the job';
  return sight.why ? `the job is ${sight.state}: ${sight.why}` : `the job is ${sight.state}`;
}
