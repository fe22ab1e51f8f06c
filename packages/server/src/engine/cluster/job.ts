import { createHash } from 'node:crypto';
import type { AttemptId, CommandId, Epoch, RunId } from '@gigafactory/core/protocol';
import type { OrderMark } from '../gang/cluster.ts';
import type { EngineRun } from '../gang/options.ts';
import type { JobIdentity, JobSight } from './scheduler.ts';

/** Ranks that are started and ended together: a replica where one may be lost alone, otherwise the attempt. */
export interface JobPlan {
  readonly run: RunId;
  readonly attempt: AttemptId;
  readonly epoch: Epoch;
  /** The command that starts it. */
  readonly command: CommandId;
  readonly unit: number;
}

/** A job as `engine.json` has it. */
export interface SavedJob extends JobPlan {
  /** Undefined while no scheduler has confirmed it. */
  readonly identity: JobIdentity | undefined;
  readonly isOver: boolean;
}

/** One job of an attempt. */
export class Job {
  readonly plan: JobPlan;
  /** Its name with the scheduler. */
  readonly name: string;
  identity: JobIdentity | undefined;
  /** What the scheduler last said of it. */
  sight: JobSight | undefined;
  /** ms of this process's clock after which a sight that does not mention it says that it is over. */
  knownSince: number;
  /** No process of it is left. */
  isOver = false;
  /** When it was over, ms of this process's clock. */
  overAt = 0;
  /** It was ordered to end. */
  isEnding = false;
  /** Its ranks were told to save and leave. */
  isSaving = false;

  constructor(plan: JobPlan, name: string) {
    this.plan = plan;
    this.name = name;
    this.knownSince = Number.POSITIVE_INFINITY;
  }

  /** Its name in the mailbox. */
  get part(): string {
    return `${this.plan.unit}-${this.plan.command}`;
  }

  get saved(): SavedJob {
    return { ...this.plan, identity: this.identity, isOver: this.isOver };
  }

  isOf({ run, attempt, command }: OrderMark, unit: number): boolean {
    const { plan } = this;
    return (
      plan.run === run && plan.attempt === attempt && plan.command === command && plan.unit === unit
    );
  }
}

/** What the names of all jobs of an engine begin with. */
export function jobPrefixOf(shared: string): string {
  return `gf-${createHash('sha256').update(shared).digest('hex').slice(0, 8)}`;
}

/** What the names of all jobs of one of its runs begin with: its number, then its name for people. */
export function runPrefixOf(prefix: string, index: number, run: RunId): string {
  const slug = run
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 16)
    .replace(/^-+|-+$/g, '');
  return `${prefix}-r${index}-${slug === '' ? 'run' : slug}-`;
}

/** A DNS label: the prefix takes at most 35 characters and the numbers of a long life the rest. */
export function jobNameOf(prefix: string, { attempt, unit, command }: JobPlan): string {
  return `${prefix}a${attempt}-u${unit}-c${command}`;
}

/** To which job a replica belongs. */
export function unitOf(run: Pick<EngineRun, 'recovery'>, replica: number): number {
  return run.recovery === 'replica' ? replica : 0;
}

/** Ports that no system of the IANA or of Linux gives out by itself. */
const FIRST_PORT = 10_000;
const PORTS = 22_000;

/**
 * The port of a rank, each another within an attempt, and for each attempt others: what is left of an earlier
 * one never answers. Nodes cannot be asked which are free; where one is taken the attempt fails, and the next
 * has others.
 */
export function portOf(shared: string, { run, attempt, command }: OrderMark, rank: number): number {
  const name = JSON.stringify([shared, run, attempt, command]);
  const start = createHash('sha256').update(name).digest().readUInt32BE(0);
  return FIRST_PORT + ((start + rank) % PORTS);
}
