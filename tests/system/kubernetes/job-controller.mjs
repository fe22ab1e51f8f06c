import { randomBytes } from 'node:crypto';

/**
 * The controller of indexed Jobs: makes pods, counts their ends against the backoff limits, and finishes the Job
 * once its pods have terminated.
 *
 * @typedef {import('./store.mjs').Store} Store
 * @typedef {import('./store.mjs').Thing} Thing
 */

export const INDEX = 'batch.kubernetes.io/job-completion-index';
export const JOB_NAME = 'batch.kubernetes.io/job-name';

/** @param {Thing} pod */
export const isOver = (pod) => pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed';

/** @param {Thing} object @param {string} type */
function conditionOf(object, type) {
  /** @type {any[]} */
  const conditions = object.status.conditions ?? [];
  return conditions.find((condition) => condition.type === type);
}

/** @param {Thing} object of which a copy may be changed @param {string} type @param {string} status @param {{ reason?: string, message?: string }} [why] */
export function setCondition(object, type, status, { reason = '', message = '' } = {}) {
  const before = conditionOf(object, type);
  if (before?.status === status && before.reason === reason && before.message === message) return;
  const lastTransitionTime = new Date().toISOString();
  const next = { type, status, reason, message, lastTransitionTime };
  const others = (object.status.conditions ?? []).filter(
    (/** @type {any} */ one) => one.type !== type,
  );
  object.status.conditions = [...others, next];
}

/** @param {Thing} job */
const isFinished = (job) =>
  [conditionOf(job, 'Complete'), conditionOf(job, 'Failed')].some((one) => one?.status === 'True');

/** @param {Store} store @param {Thing} job */
const podsOf = (store, job) =>
  store
    .all('pods', { namespace: job.metadata.namespace })
    .filter(({ metadata }) =>
      metadata.ownerReferences?.some(({ uid }) => uid === job.metadata.uid),
    );

/** @param {Thing} pod */
const indexOf = (pod) => Number(pod.metadata.annotations?.[INDEX] ?? 0);

/** One look at one job. @param {Store} store @param {Thing} job @param {(pod: Thing) => void} end */
export function reconcileJob(store, job, end) {
  const pods = podsOf(store, job);
  if (job.metadata.deletionTimestamp || isFinished(job)) return;
  const { spec } = job;
  const living = pods.filter((pod) => !isOver(pod));
  const active = living.filter((pod) => !pod.metadata.deletionTimestamp);
  for (const pod of pods) if (isOver(pod)) countPod(pod, job);
  const tally = tallyOf(job.metadata.uid);
  const limit = spec.backoffLimitPerIndex ?? Infinity;
  const given = new Set(
    [...tally.bad].filter(([, count]) => count > limit).map(([index]) => index),
  );
  const verdict = verdictOf(job, tally, given);
  if (spec.suspend || verdict) active.forEach(end);
  else makePods(store, job, { active, living, done: tally.done, given });
  const now = podsOf(store, job).filter((pod) => !isOver(pod));
  store.edit('jobs', job, (copy) => {
    const left = now.filter((pod) => !pod.metadata.deletionTimestamp).length;
    copy.status = {
      ...copy.status,
      active: left,
      ready: now.filter((pod) => pod.status.phase === 'Running').length,
      terminating: now.length - left,
      succeeded: tally.done.size,
      failed: tally.failures,
    };
    if (!spec.suspend) copy.status.startTime ??= new Date().toISOString();
    else delete copy.status.startTime;
    if (spec.suspend || conditionOf(copy, 'Suspended'))
      setCondition(copy, 'Suspended', spec.suspend ? 'True' : 'False', {
        reason: spec.suspend ? 'JobSuspended' : 'JobResumed',
        message: spec.suspend ? 'Job suspended' : 'Job resumed',
      });
    if (!verdict) return;
    const isGood = verdict.reason === 'CompletionsReached';
    setCondition(copy, isGood ? 'SuccessCriteriaMet' : 'FailureTarget', 'True', verdict);
    if (now.length > 0) return;
    setCondition(copy, isGood ? 'Complete' : 'Failed', 'True', verdict);
    if (isGood) copy.status.completionTime = new Date().toISOString();
  });
}

/**
 * What became of the pods of a Job. A real server keeps a pod until it was counted.
 *
 * @typedef {{ counted: Set<string>, done: Set<number>, bad: Map<number, number>, failures: number, policy: string | undefined }} Tally
 */

/** By uid of the Job. @type {Map<string, Tally>} */
const tallies = new Map();

/** @param {string} uid @returns {Tally} */
function tallyOf(uid) {
  const found = tallies.get(uid) ?? {
    counted: new Set(),
    done: new Set(),
    bad: new Map(),
    failures: 0,
    policy: undefined,
  };
  tallies.set(uid, found);
  return found;
}

/** A pod that has ended, or is gone. @param {Thing} pod @param {Thing | undefined} job */
export function countPod(pod, job) {
  const uid = pod.metadata.ownerReferences?.find(({ kind }) => kind === 'Job')?.uid;
  if (uid === undefined) return;
  const tally = tallyOf(uid);
  if (tally.counted.has(pod.metadata.uid) || pod.metadata.annotations?.['fake/suspended']) return;
  tally.counted.add(pod.metadata.uid);
  const index = indexOf(pod);
  if (pod.status.phase === 'Succeeded') return void tally.done.add(index);
  tally.failures += 1;
  tally.bad.set(index, (tally.bad.get(index) ?? 0) + 1);
  tally.policy ??= job && policyOf(job, pod);
}

/** The words of the rule that makes this pod fail its Job. @param {Thing} job @param {Thing} pod */
function policyOf({ spec }, pod) {
  const { namespace, name } = pod.metadata;
  const code = pod.status.containerStatuses?.[0]?.state.terminated?.exitCode;
  /** @type {any[]} */
  const rules = spec.podFailurePolicy?.rules ?? [];
  for (const [index, { action, onPodConditions = [], onExitCodes }] of rules.entries()) {
    const matching = `matching ${action} rule at index ${index}`;
    for (const { type, status = 'True' } of onPodConditions)
      if (conditionOf(pod, type)?.status === status)
        return `Pod ${namespace}/${name} has condition ${type} ${matching}`;
    const isIn = onExitCodes?.values.includes(code);
    if (onExitCodes && code !== undefined && code !== 0 && isIn === (onExitCodes.operator === 'In'))
      return `Container main for pod ${namespace}/${name} failed with exit code ${code} ${matching}`;
  }
  return undefined;
}

/** @param {Thing} job @param {Tally} tally @param {Set<number>} given */
function verdictOf({ spec }, { done, failures, policy }, given) {
  const { completions = 1, backoffLimit = 6, backoffLimitPerIndex } = spec;
  if (policy) return { reason: 'PodFailurePolicy', message: policy };
  if (backoffLimitPerIndex === undefined && failures > backoffLimit)
    return {
      reason: 'BackoffLimitExceeded',
      message: 'Job has reached the specified backoff limit',
    };
  if (done.size === completions)
    return { reason: 'CompletionsReached', message: 'Reached expected number of succeeded pods' };
  if (given.size > 0 && done.size + given.size === completions)
    return { reason: 'FailedIndexes', message: 'Job has failed indexes' };
  return undefined;
}

/** @param {Store} store @param {Thing} job @param {{ active: Thing[], living: Thing[], done: Set<number>, given: Set<number> }} seen */
function makePods(store, job, { active, living, done, given }) {
  const { completions = 1, parallelism = 1 } = job.spec;
  const busy = new Set(living.map(indexOf));
  let room = parallelism - active.length;
  for (let index = 0; index < completions && room > 0; index++) {
    if (busy.has(index) || done.has(index) || given.has(index)) continue;
    const pod = podOf(job, index);
    const refusal = whyRefused(store, pod);
    if (refusal) return recordEvent(store, job, 'FailedCreate', `Error creating: ${refusal}`);
    store.create('pods', pod, 'kube-controller-manager');
    room -= 1;
  }
}

/** Admission by the level of pod security. @param {Store} store @param {any} pod */
function whyRefused(store, { metadata, spec }) {
  const level = store.get('namespaces', metadata.namespace).metadata.labels?.[
    'pod-security.kubernetes.io/enforce'
  ];
  if (level === undefined || level === 'privileged' || !spec.hostNetwork) return undefined;
  return `pods "${metadata.name}" is forbidden: violates PodSecurity "${level}:latest": host namespaces (hostNetwork=true)`;
}

/** @param {Store} store @param {Thing} about @param {string} reason @param {string} message */
export function recordEvent(store, { kind, metadata }, reason, message) {
  const { name, namespace = '', uid } = metadata;
  const id = `${name}.${reason.toLowerCase()}`;
  if (store.find('events', id, namespace)) return;
  const involvedObject = { kind, name, namespace, uid };
  const event = {
    apiVersion: 'v1',
    kind: 'Event',
    type: 'Warning',
    reason,
    message,
    involvedObject,
  };
  store.create('events', { ...event, metadata: { name: id, namespace } }, 'fake');
}

/** @param {Thing} job @param {number} index */
function podOf({ metadata, spec, ...job }, index) {
  const { template } = spec;
  const labels = {
    ...template.metadata?.labels,
    [INDEX]: String(index),
    [JOB_NAME]: metadata.name,
  };
  const variable = { name: 'JOB_COMPLETION_INDEX', value: String(index) };
  const containers = template.spec.containers.map((/** @type {any} */ container) => ({
    ...container,
    env: [...(container.env ?? []), variable],
  }));
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${metadata.name}-${index}-${randomBytes(3).toString('hex').slice(0, 5)}`,
      namespace: metadata.namespace ?? '',
      labels,
      annotations: { ...template.metadata?.annotations, [INDEX]: String(index) },
      ownerReferences: [
        {
          apiVersion: job.apiVersion,
          kind: job.kind,
          name: metadata.name,
          uid: metadata.uid,
          controller: true,
        },
      ],
    },
    spec: { ...template.spec, containers, hostname: `${metadata.name}-${index}` },
    status: { phase: 'Pending' },
  };
}
