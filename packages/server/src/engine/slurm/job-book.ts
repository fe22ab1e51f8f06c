import type { JobIdentity, JobSight, JobState } from '../cluster/index.ts';
import type { JobRow } from './rows.ts';
import { isLive, seeJob } from './sights.ts';

/** Slurm gave a job back to the queue before it began, and holds it there. */
const LAUNCH_FAILED = /launch.failed/i;

/** A job that Slurm cancelled by itself, and where to look for the cause. */
export interface Unexplained {
  readonly sight: JobSight;
  /** A host list. */
  readonly nodes: string;
  /** s since 1970 */
  readonly submitted: number;
}

export interface Reading {
  readonly sights: readonly JobSight[];
  /** Ids of jobs that must not run: second runs after a requeue, and second jobs of a name. */
  readonly unwanted: readonly string[];
  readonly unexplained: readonly Unexplained[];
}

/**
 * What must be remembered to understand the next list of jobs: a requeue gives a job a new submit time, and a job
 * that is cancelled does not say by whom.
 */
export class JobBook {
  /** Submit time of each id's first run. */
  readonly #since = new Map<string, string>();
  /** Jobs whose end was ordered here. */
  readonly #ordered = new Set<string>();
  /** Nodes whose prolog failed, by job; none if a person cancelled it. */
  readonly #verdicts = new Map<string, readonly string[]>();

  /** Whether a row is this job, perhaps in a second run. */
  isSame(row: JobRow, { id, since }: JobIdentity): boolean {
    if (row.id !== id) return false;
    return String(row.submitted) === since || (row.restarts > 0 && this.#since.get(id) === since);
  }

  /** Notes that a job is about to be cancelled from here. */
  endIsOrdered(job: JobIdentity): void {
    this.#ordered.add(keyOf(job));
  }

  /** Notes on which nodes the prolog of a job failed; none if it was cancelled for another reason. */
  explain(job: JobIdentity, badNodes: readonly string[]): void {
    this.#verdicts.set(keyOf(job), badNodes);
  }

  read(rows: readonly JobRow[], now: number): Reading {
    const jobs = groupById(rows);
    const doubles = findDoubles(jobs);
    const sights: JobSight[] = [];
    const unwanted: string[] = [];
    const unexplained: Unexplained[] = [];
    for (const tasks of jobs) {
      const [row] = tasks;
      if (doubles.has(row!.id)) {
        unwanted.push(row!.id);
      } else if (row!.restarts > 0) {
        const isHeld = LAUNCH_FAILED.test(row!.reason);
        if (tasks.some(isLive) && !isHeld) unwanted.push(row!.id);
        const sight = isHeld ? seeJob(row!, now) : seeRequeued(tasks, now);
        sights.push({ ...sight, job: this.#firstRun(row!) });
      } else {
        const job = { id: row!.id, since: String(row!.submitted) };
        this.#since.set(job.id, job.since);
        const sight = this.#withVerdict(joinTasks(tasks.map((task) => seeJob(task, now))));
        sights.push(sight);
        if (this.#needsVerdict(sight)) {
          unexplained.push({ sight, nodes: row!.nodes, submitted: row!.submitted });
        }
      }
    }
    return { sights, unwanted, unexplained };
  }

  #firstRun({ id, submitted }: JobRow): JobIdentity {
    return { id, since: this.#since.get(id) ?? String(submitted) };
  }

  #withVerdict(sight: JobSight): JobSight {
    const badNodes = this.#verdicts.get(keyOf(sight.job)) ?? [];
    if (badNodes.length === 0) return sight;
    const why = [`its prolog failed on ${badNodes.join(', ')}`, sight.why]
      .filter(Boolean)
      .join('; ');
    return { ...sight, end: 'node', badNodes, why };
  }

  #needsVerdict({ job, state, end }: JobSight): boolean {
    const key = keyOf(job);
    const isCancelled = state === 'ended' && end === 'cancelled';
    return isCancelled && !this.#ordered.has(key) && !this.#verdicts.has(key);
  }
}

/** A requeued job: its first run is over once no process is left and the second is cancelled. */
function seeRequeued(tasks: readonly JobRow[], now: number): JobSight {
  const { job, name, state, why, exitCode } = joinTasks(tasks.map((task) => seeJob(task, now)));
  const told = `It was requeued in Slurm, and its second run is cancelled. ${why ?? ''}`.trim();
  const exit = exitCode === undefined ? {} : { exitCode };
  const isOver = state === 'ended';
  return { job, name, state: isOver ? state : 'ending', end: 'requeued', why: told, ...exit };
}

/** Rows of each job; only arrays have several. */
function groupById(rows: readonly JobRow[]): readonly (readonly JobRow[])[] {
  const jobs = new Map<string, JobRow[]>();
  for (const row of rows) {
    const tasks = jobs.get(row.id);
    if (tasks) tasks.push(row);
    else jobs.set(row.id, [row]);
  }
  return [...jobs.values()];
}

/** Live jobs whose name an older live job has: an answer was lost and it was submitted twice. */
function findDoubles(jobs: readonly (readonly JobRow[])[]): ReadonlySet<string> {
  const first = new Map<string, JobRow>();
  const doubles = new Set<string>();
  for (const tasks of jobs) {
    const row = tasks[0]!;
    if (!tasks.some(isLive) || row.restarts > 0) continue;
    const other = first.get(row.name);
    const younger = other && isOlder(other, row) ? row : other;
    if (younger) doubles.add(younger.id);
    if (younger !== row) first.set(row.name, row);
  }
  return doubles;
}

function isOlder(one: JobRow, other: JobRow): boolean {
  if (one.submitted !== other.submitted) return one.submitted < other.submitted;
  return Number(one.id) < Number(other.id);
}

/** Tasks of an array as one job. Tasks that ended some minutes ago are no longer in the list. */
function joinTasks(sights: readonly JobSight[]): JobSight {
  const first = sights[0]!;
  if (sights.length === 1) return first;
  const has = (state: JobState): boolean => sights.some((sight) => sight.state === state);
  const isBegun = has('running') || has('ending') || has('ended');
  const isWaiting = has('waiting') || has('stuck');
  if (has('running') || (isBegun && isWaiting)) return pick(first, 'running');
  if (has('ending')) return pick(first, 'ending');
  return sights.find(({ end }) => end !== 'done') ?? first;
}

function pick({ job, name }: JobSight, state: JobState): JobSight {
  return { job, name, state };
}

function keyOf({ id, since }: JobIdentity): string {
  return `${id}@${since}`;
}
