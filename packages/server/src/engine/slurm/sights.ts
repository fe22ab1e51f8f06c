import type { JobEnd, JobSight, JobState, NodeSight } from '../cluster/index.ts';
import { expandHostlist } from './hostlist.ts';
import type { JobRow, NodeRow } from './rows.ts';

/* What states of Slurm mean, in the words that all schedulers share. */

/** What the reason of every drain of ours begins with. */
export const OUR_REASON = 'gigafactory: ';

/** s that a job may take to end before the nodes that have not finished are named; KillWait is 30 s. */
const HANGS_AFTER = 60;

const ENDS: Readonly<Record<string, JobEnd>> = {
  COMPLETED: 'done',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
  REVOKED: 'cancelled',
  NODE_FAIL: 'node',
  BOOT_FAIL: 'node',
  LAUNCH_FAILED: 'node',
  RECONFIG_FAIL: 'node',
  TIMEOUT: 'time',
  DEADLINE: 'time',
  OUT_OF_MEMORY: 'memory',
  PREEMPTED: 'evicted',
};

/** Reasons that keep a job from ever beginning until a person does something. */
const STUCK =
  /held|Held|JobHold|BadConstraints|PartitionDown|PartitionInactive|PartitionTimeLimit|PartitionNodeLimit|InvalidAccount|InvalidQOS|AccountNotAllowed|QOSNotAllowed|DependencyNeverSatisfied|ReservationDeleted/;

/** How a job stands. `now` in s since 1970. */
export function seeJob(row: JobRow, now: number): JobSight {
  const job = { id: row.id, since: String(row.submitted) };
  const { state, end, why } = readState(row, now);
  const { exitCode } = row;
  const isOver = state === 'ended';
  const badNodes = blame(row, state, now);
  return {
    job,
    name: row.name,
    state,
    ...(why === '' ? {} : { why }),
    ...(end ? { end } : {}),
    ...(isOver && exitCode !== undefined ? { exitCode } : {}),
    ...(badNodes.length > 0 ? { badNodes } : {}),
  };
}

/** Whether Slurm may still do something for a job. */
export function isLive(row: JobRow): boolean {
  return readState(row, 0).state !== 'ended';
}

function readState(
  { states, reason, nodes, ended }: JobRow,
  now: number,
): { readonly state: JobState; readonly end?: JobEnd; readonly why: string } {
  const has = (word: string): boolean => states.includes(word);
  const words = [states.join('+'), reason].filter((word) => word !== '' && word !== 'None');
  const why = `Slurm says ${words.join(': ')}`;
  if (has('COMPLETING')) {
    const time = ended === undefined ? 0 : now - ended;
    const where = time > HANGS_AFTER ? `, and ${nodes} has not ended it for ${time} s` : '';
    // Only JSON has the state beneath.
    const end = endOf(states);
    return { state: 'ending', why: why + where, ...(end ? { end } : {}) };
  }
  if (has('STAGE_OUT') || has('SIGNALING')) return { state: 'ending', why };
  if (has('SPECIAL_EXIT') || has('REQUEUE_HOLD') || has('RESV_DEL_HOLD')) {
    return { state: 'stuck', why };
  }
  if (has('CONFIGURING') || has('POWER_UP_NODE')) return { state: 'waiting', why };
  if (has('PENDING') || has('REQUEUED') || has('REQUEUE_FED')) {
    return { state: STUCK.test(reason) ? 'stuck' : 'waiting', why };
  }
  const end = endOf(states);
  if (end) return { state: 'ended', end, why: end === 'done' ? '' : why };
  // A word that is not known here may not be taken for an end: processes may be left.
  return { state: 'running', why: states.join('+') === 'RUNNING' ? '' : why };
}

function endOf(states: readonly string[]): JobEnd | undefined {
  return states.flatMap((word) => ENDS[word] ?? [])[0];
}

function blame(row: JobRow, state: JobState, now: number): readonly string[] {
  if (row.failedNode !== undefined) return expandHostlist(row.failedNode);
  const missing = /UnavailableNodes:(\S+)/.exec(row.reason)?.[1];
  if (state === 'waiting' && missing !== undefined) return expandHostlist(missing);
  const isHanging = row.ended !== undefined && now - row.ended > HANGS_AFTER;
  return state === 'ending' && isHanging ? expandHostlist(row.nodes) : [];
}

/** Base states in which a node runs nothing, and flags that end what ran. */
const DOWN = ['DOWN', 'ERROR', 'POWERING_DOWN', 'REBOOT_ISSUED'];
const UP = ['IDLE', 'ALLOCATED', 'MIXED'];
/** Flags that keep new jobs from a node; without reason of their own they name themselves. */
const CLOSED = ['DRAIN', 'FAIL', 'INVALID_REG', 'MAINTENANCE', 'RESERVED', 'REBOOT_REQUESTED'];

/**
 * How a node stands. Powered down counts as up, for Slurm wakes it for a job; not responding says nothing until
 * Slurm takes it for down.
 */
export function seeNode(row: NodeRow): NodeSight {
  const { name } = row;
  const words = row.states.join('+');
  const why = row.reason === '' ? `Slurm says ${words}` : `Slurm says ${words}: ${row.reason}`;
  const drain = row.states.some((word) => CLOSED.includes(word))
    ? { isOurs: isOurDrain(row), why: drainReason(row) }
    : undefined;
  const state = upOrDown(row.states);
  return {
    name,
    state,
    ...(drain ? { drain } : {}),
    ...(state === 'up' ? {} : { why }),
  };
}

/** Whether a node is drained for a reason of ours, and closed for no other. */
export function isOurDrain({ states, reason }: NodeRow): boolean {
  const closed = states.filter((word) => CLOSED.includes(word));
  return closed.join() === 'DRAIN' && reason.startsWith(OUR_REASON);
}

/** Whether somebody or something keeps new jobs from a node. */
export function isDrained({ states }: NodeRow): boolean {
  return states.includes('DRAIN');
}

function upOrDown(states: readonly string[]): NodeSight['state'] {
  if (states.some((word) => DOWN.includes(word))) return 'down';
  if (states.includes('NOT_RESPONDING')) return 'unknown';
  return states.some((word) => UP.includes(word)) ? 'up' : 'unknown';
}

/** The reason with its user and time, or the flags where there is none; a reason outlives its drain. */
function drainReason({ states, reason, reasonBy, reasonAt }: NodeRow): string {
  const isReasoned = states.includes('DRAIN') || states.includes('FAIL');
  if (!isReasoned || reason === '') {
    return `Slurm says ${CLOSED.filter((word) => states.includes(word)).join('+')}`;
  }
  if (reason.startsWith(OUR_REASON)) return reason;
  const at = reasonAt === undefined ? '' : `, ${new Date(reasonAt * 1e3).toISOString()}`;
  return reasonBy === undefined ? reason : `${reason} (${reasonBy}${at})`;
}
