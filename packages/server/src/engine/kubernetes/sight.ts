import type { JobEnd, JobSight, JobState, NodeSight } from '../cluster/scheduler.ts';
import { conditionOf, holds, isOver, type Job, type Node, type Pod } from './objects.ts';
import { CORDON_ANNOTATION, FIELD_MANAGER, GPU_RESOURCES } from './options.ts';
import { NOT_SHARED, SECOND_START } from './seat-script.ts';

/* What objects of the API say, in the words of the port. */

/** A container in one of these waits for a person; ErrImagePull alone may pass. */
const STUCK = new Set([
  'ImagePullBackOff',
  'InvalidImageName',
  'ErrImageNeverPull',
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
]);

const UNREACHABLE = /^node\.kubernetes\.io\/(unreachable|not-ready|out-of-service)$/;
/** Set beside `spec.unschedulable`, which says the same. */
const UNSCHEDULABLE = 'node.kubernetes.io/unschedulable';

export interface JobView {
  readonly id: string;
  readonly since: string;
  /** Undefined: it was deleted, and pods of it are left. */
  readonly job: Job | undefined;
  readonly pods: readonly Pod[];
  readonly isDown: (node: string) => boolean;
  /** It was seen to run before. */
  readonly hasRun: boolean;
}

/** One job, from itself and its pods. */
export function sightOfJob(view: JobView): JobSight {
  const { id, since } = view;
  const base = { job: { id, since }, name: id };
  const going = isGoing(view);
  if (!going) return { ...base, ...waitingOrRunning(view) };
  const left = view.pods.filter((pod) => !isOver(pod));
  const lost = left.filter(({ spec }) => spec.nodeName !== undefined && view.isDown(spec.nodeName));
  const state: JobState = left.length > lost.length ? 'ending' : 'ended';
  const end = endOf(view);
  if (lost.length === 0) return { ...base, state, ...end };
  // Their pods stay until the node is back or deleted, and nothing of them can be reached till then.
  const nodes = namesOf(lost);
  const why = `${end.why}; what ran on ${nodes.join(', ')} cannot be asked, as that is down`;
  const isFirst = end.end === 'cancelled' || end.end === undefined;
  return { ...base, state, ...end, ...(isFirst && { end: 'node' as const, badNodes: nodes }), why };
}

/** It ends, or has: it is finished, deleted, or has lost a pod that is not started again. */
function isGoing({ job, pods, hasRun }: JobView): boolean {
  if (!job || job.metadata.deletionTimestamp !== undefined) return true;
  if (['Complete', 'Failed', 'FailureTarget', 'SuccessCriteriaMet'].some((t) => holds(job, t)))
    return true;
  if (job.spec.suspend) return hasRun;
  return !isArray(job) && pods.some((pod) => pod.status.phase === 'Failed' || isLeaving(pod));
}

const isArray = ({ spec }: Job) => spec.backoffLimitPerIndex !== undefined;

const isLeaving = ({ metadata }: Pod) => metadata.deletionTimestamp !== undefined;

function waitingOrRunning({ job, pods }: JobView): Pick<JobSight, 'state' | 'why'> {
  if (!job) return { state: 'ended' };
  if (job.spec.suspend) {
    const queue = job.metadata.labels['kueue.x-k8s.io/queue-name'];
    return { state: 'waiting', why: queue ? `Suspended: waits in queue ${queue}` : 'Suspended' };
  }
  const begun = pods.filter((pod) => pod.status.phase === 'Running' || isOver(pod));
  if (isArray(job) ? begun.length > 0 : begun.length >= job.spec.completions)
    return { state: 'running' };
  for (const pod of pods) {
    const waiting = pod.status.containerStatuses[0]?.state.waiting;
    if (!waiting?.reason || !STUCK.has(waiting.reason)) continue;
    const why = `${waiting.reason} on ${pod.spec.nodeName}: ${waiting.message ?? 'no reason is given'}`;
    return { state: 'stuck', why };
  }
  return { state: 'waiting', why: whyWaiting(pods) };
}

function whyWaiting(pods: readonly Pod[]): string {
  for (const pod of pods) {
    const scheduled = conditionOf(pod, 'PodScheduled');
    if (scheduled?.status === 'False')
      return `${scheduled.reason ?? 'Pending'}: ${scheduled.message ?? 'no reason is given'}`;
    const waiting = pod.status.containerStatuses[0]?.state.waiting;
    if (waiting?.reason) return `${waiting.reason}: ${waiting.message ?? 'a container is made'}`;
  }
  return pods.length === 0 ? 'Pending: no pod was made yet' : 'Pending';
}

type End = Pick<JobSight, 'end' | 'why' | 'exitCode' | 'badNodes'>;

function endOf({ job, pods, hasRun }: JobView): End {
  if (job && (holds(job, 'Complete') || holds(job, 'SuccessCriteriaMet')))
    return { end: 'done', exitCode: 0, why: 'Complete' };
  const found = job?.spec.suspend && hasRun ? evicted('Suspended after it ran') : endOfPods(pods);
  const isDeleted = !job || job.metadata.deletionTimestamp !== undefined;
  const hasFailed = job && (holds(job, 'Failed') || holds(job, 'FailureTarget'));
  // Pods of a deleted job are killed, so their ends say nothing.
  if (isDeleted && !hasFailed && found?.end !== 'node' && found?.end !== 'evicted')
    return { end: 'cancelled', why: 'The Job was deleted' };
  const failed = job && (conditionOf(job, 'Failed') ?? conditionOf(job, 'FailureTarget'));
  if (failed?.reason === 'DeadlineExceeded') return { end: 'time', why: sentenceOf(failed) };
  return found ?? endInWords(failed ? sentenceOf(failed) : 'A pod was deleted');
}

/** What a Job says of the pod that failed it, when that pod is gone. */
function endInWords(why: string): End {
  if (/has condition DisruptionTarget/.test(why)) return evicted(why);
  const code = Number(/failed with exit code (\d+)/.exec(why)?.[1] ?? Number.NaN);
  return { end: 'failed', why, ...(!Number.isNaN(code) && { exitCode: code }) };
}

const evicted = (why: string): End => ({ end: 'evicted', why });

function sentenceOf({
  reason = '',
  message = '',
}: {
  reason?: string | undefined;
  message?: string | undefined;
}) {
  return message === '' ? reason : `${reason}: ${message}`;
}

/** The end that explains the others: one that a node is to blame for, then an eviction, then the first of all. */
function endOfPods(pods: readonly Pod[]): End | undefined {
  const ends = pods.flatMap((pod) => endOfPod(pod) ?? []);
  const order: readonly (JobEnd | undefined)[] = ['node', 'evicted', 'requeued', 'memory'];
  const rank = ({ end }: End) => (order.includes(end) ? order.indexOf(end) : order.length);
  const [first] = ends.toSorted((a, b) => rank(a) - rank(b) || a.at - b.at);
  if (!first) return undefined;
  const { at: _at, ...end } = first;
  return end;
}

/** Killed by a signal that we, or the controller, sent to what was left. */
const KILLED = new Set([137, 143]);

function endOfPod(pod: Pod): (End & { readonly at: number }) | undefined {
  const { nodeName = 'a node' } = pod.spec;
  const { status } = pod;
  const at =
    Date.parse(status.containerStatuses[0]?.state.terminated?.finishedAt ?? '') || Infinity;
  const disrupted = conditionOf(pod, 'DisruptionTarget');
  if (disrupted?.status === 'True') {
    const why = `${sentenceOf(disrupted)} (${nodeName})`;
    if (
      /TaintManager|PodGC/.test(disrupted.reason ?? '') ||
      /Shutdown|Terminated/.test(status.reason ?? '')
    )
      return { end: 'node', why, badNodes: [nodeName], at };
    return { end: 'evicted', why, at };
  }
  if (status.reason === 'Evicted')
    return { end: 'evicted', why: `Evicted from ${nodeName}: ${status.message ?? ''}`, at };
  if (status.reason === 'NodeLost' || status.reason === 'UnexpectedAdmissionError')
    return {
      end: 'node',
      why: `${status.reason}: ${status.message ?? ''}`,
      badNodes: [nodeName],
      at,
    };
  const ended = status.containerStatuses[0]?.state.terminated;
  if (status.phase !== 'Failed') return undefined;
  if (ended?.reason === 'OOMKilled')
    return { end: 'memory', why: `OOMKilled on ${nodeName}`, exitCode: ended.exitCode, at };
  if (ended?.reason === 'ContainerStatusUnknown')
    return {
      end: 'node',
      why: `${nodeName} was away: ContainerStatusUnknown`,
      badNodes: [nodeName],
      at,
    };
  const exitCode = ended?.exitCode ?? 1;
  if (exitCode === SECOND_START)
    return {
      end: 'requeued',
      why: `The Job was started a second time on ${nodeName}`,
      exitCode,
      at,
    };
  if (exitCode === NOT_SHARED)
    return { end: 'failed', why: `The shared folder cannot be used on ${nodeName}`, exitCode, at };
  const last = KILLED.has(exitCode) ? Number.MAX_SAFE_INTEGER : 0;
  return { end: 'failed', why: `Exit code ${exitCode} on ${nodeName}`, exitCode, at: at + last };
}

function namesOf(pods: readonly Pod[]): string[] {
  return [...new Set(pods.flatMap(({ spec }) => spec.nodeName ?? []))].sort();
}

/** One node. */
export function sightOfNode(node: Node): NodeSight {
  const { name } = node.metadata;
  const ready = conditionOf(node, 'Ready');
  const taint = node.spec.taints.find(({ key }) => UNREACHABLE.test(key));
  const isUp = ready?.status === 'True' && !taint;
  const drain = drainOf(node);
  const said = ready ? sentenceOf(ready) : 'it has no condition Ready';
  const why = taint && ready?.status === 'True' ? `taint ${taint.key}` : `NotReady, ${said}`;
  return { name, state: isUp ? 'up' : 'down', ...(drain && { drain }), ...(!isUp && { why }) };
}

function drainOf(node: Node): NodeSight['drain'] {
  const { spec, metadata } = node;
  if (spec.unschedulable) {
    const ours = metadata.annotations[CORDON_ANNOTATION];
    if (ours !== undefined && isCordonOurs(node)) return { isOurs: true, why: ours };
    const [manager] = cordonersOf(node);
    return { isOurs: false, why: manager ? `cordoned by ${manager}` : 'cordoned' };
  }
  const taint = spec.taints.find(
    ({ key, effect }) =>
      effect !== 'PreferNoSchedule' &&
      key !== UNSCHEDULABLE &&
      !UNREACHABLE.test(key) &&
      !GPU_RESOURCES.includes(key),
  );
  if (!taint) return undefined;
  const value = taint.value === undefined ? '' : `=${taint.value}`;
  return { isOurs: false, why: `taint ${taint.key}${value}:${taint.effect}` };
}

/**
 * Whether the cordon that holds is the one that we set. Our annotation stays when a person undoes it, and would make
 * the next cordon of a person look like ours; the server notes who set the field last.
 */
export function isCordonOurs(node: Node): boolean {
  if (!node.spec.unschedulable || node.metadata.annotations[CORDON_ANNOTATION] === undefined)
    return false;
  const managers = cordonersOf(node);
  return managers.length === 0 || managers.includes(FIELD_MANAGER);
}

function cordonersOf({ metadata }: Node): string[] {
  return metadata.managedFields
    .filter(({ fieldsV1 }) => {
      const spec = fieldsV1['f:spec'];
      return typeof spec === 'object' && spec !== null && 'f:unschedulable' in spec;
    })
    .map(({ manager }) => manager);
}
