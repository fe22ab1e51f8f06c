import type { RankEnd } from '../gang/telemetry.ts';
import type { Job } from './job.ts';
import { NOT_STARTED_EXITS, SCRIPT_EXITS } from './rank-script.ts';
import type { JobEnd, JobSight } from './scheduler.ts';

/** Ends of a job that nothing in it brought about, and the cause in words. */
const BY_OTHERS: Partial<Record<JobEnd, string>> = {
  cancelled: 'cancelled at the site',
  time: 'time limit of the site',
  evicted: 'evicted by the site',
  requeued: 'requeued at the site',
};

/** Whether it may be told who ended a rank that died of this signal. */
export function mayBeByOthers({ signal, why }: RankEnd): boolean {
  return why === 'exit' && (signal === 'SIGKILL' || signal === 'SIGTERM');
}

/** What the end of a rank means by what the scheduler says of its job. */
export function explainedBy(sight: JobSight | undefined, end: RankEnd, node: string): RankEnd {
  if (!sight?.end || !mayBeByOthers(end)) return end;
  if (sight.end === 'memory' && end.signal === 'SIGKILL') return { ...end, why: 'memory' };
  if (sight.end === 'node') return endByNode(sight, node) ?? end;
  const cause = BY_OTHERS[sight.end];
  return cause === undefined ? end : { ...end, why: 'job', detail: cause };
}

/** What is known of a rank that left no word. */
export interface Silence {
  /** Name of its node. */
  readonly node: string;
  /** Whether it, and any of its job, was started. */
  readonly hasBegun: boolean;
  readonly hasAnyBegun: boolean;
}

/** The end of a rank that left no word, of a job that is over. */
export function silentEndOf(job: Job, { node, hasBegun, hasAnyBegun }: Silence): RankEnd {
  const { sight } = job;
  const gone = { code: undefined, signal: undefined };
  if (!sight?.end) return { ...gone, why: 'job', detail: 'lost by the scheduler' };
  if (sight.end === 'done') {
    return { code: job.isSaving ? SAVED_AND_LEFT : 0, signal: undefined, why: 'exit' };
  }
  if (sight.end === 'memory') return { ...gone, signal: 'SIGKILL', why: 'memory' };
  if (sight.end === 'node') {
    return endByNode(sight, node) ?? { ...gone, why: 'job', detail: 'a node of its job was lost' };
  }
  const cause = BY_OTHERS[sight.end];
  if (cause !== undefined) return { ...gone, why: 'job', detail: cause };
  const detail = whyNotBegun(sight, hasAnyBegun) ?? (hasAnyBegun ? undefined : sight.why);
  // Once one has failed the scheduler kills the others, some before they began.
  if (hasBegun || (hasAnyBegun && !detail)) return { ...gone, signal: 'SIGKILL', why: 'exit' };
  return { ...gone, why: 'start', detail };
}

/** Why a job that cannot begin will not. */
export function stuckEnd(sight: JobSight): RankEnd {
  const detail = sight.why ?? 'its job cannot begin';
  return { code: undefined, signal: undefined, why: 'start', detail };
}

/** The exit code of the contract with programs. */
const SAVED_AND_LEFT = 75;

/** How shells leave that do not find the script that they are given; dash leaves with 2. */
const NO_SCRIPT = [2, ...NOT_STARTED_EXITS];

function whyNotBegun({ exitCode }: JobSight, hasAnyBegun: boolean): string | undefined {
  // Once one has begun the script is there, and such a code is of its program.
  if (exitCode === SCRIPT_EXITS.notShared || (!hasAnyBegun && NO_SCRIPT.includes(exitCode))) {
    return 'the shared folder is not the same on all nodes';
  }
  if (exitCode === SCRIPT_EXITS.tooLate) return 'its job was started a second time';
  return undefined;
}

/** Only a node that the scheduler itself blames is blamed. */
function endByNode({ badNodes, why }: JobSight, node: string): RankEnd | undefined {
  if (!badNodes?.includes(node)) return undefined;
  return { code: undefined, signal: undefined, why: 'node', detail: why ?? 'node lost' };
}
