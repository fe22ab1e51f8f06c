import { describe, expect, it } from 'vitest';
import { readJob, readNode, readPod } from './objects.ts';
import { type JobView, sightOfJob, sightOfNode } from './sight.ts';

type Json = Readonly<Record<string, unknown>>;

function podOn(nodeName: string, status: Json, metadata: Json = {}) {
  return readPod.parse({
    metadata: { name: `p-${nodeName}`, ...metadata },
    spec: { nodeName },
    status,
  });
}

function jobOf({ spec = {}, status = {}, metadata = {} }: { [part: string]: Json } = {}) {
  return readJob.parse({
    metadata: { name: 'gf-a', ...metadata },
    spec: { completions: 2, ...spec },
    status,
  });
}

function sight(view: Partial<JobView>) {
  const all = {
    id: 'gf-a',
    since: 'u1',
    job: jobOf(),
    pods: [],
    isDown: () => false,
    hasRun: false,
  };
  return sightOfJob({ ...all, ...view });
}

const running = { phase: 'Running' };
const failed = (exitCode: number, finishedAt: string, reason = 'Error') => ({
  phase: 'Failed',
  containerStatuses: [{ state: { terminated: { exitCode, finishedAt, reason } } }],
});
const waiting = (reason: string) => ({
  phase: 'Pending',
  containerStatuses: [{ state: { waiting: { reason, message: 'so it is' } } }],
});
const condition = (type: string, reason = '', message = '') => ({
  conditions: [{ type, status: 'True', reason, message }],
});

describe('a job that has not begun', () => {
  it('waits for its pods, all of them', () => {
    expect(sight({})).toMatchObject({ state: 'waiting', why: 'Pending: no pod was made yet' });
    expect(sight({ pods: [podOn('n0', running)] }).state).toBe('waiting');
    expect(sight({ pods: [podOn('n0', running), podOn('n1', running)] }).state).toBe('running');
  });

  it.each([
    ['ErrImagePull', 'waiting'],
    ['ContainerCreating', 'waiting'],
    ['ImagePullBackOff', 'stuck'],
    ['InvalidImageName', 'stuck'],
    ['CreateContainerConfigError', 'stuck'],
  ])('with %s is %s', (reason, state) => {
    const found = sight({ pods: [podOn('n0', running), podOn('n1', waiting(reason))] });
    expect(found.state).toBe(state);
    expect(found.why).toContain(reason);
    expect(found.why).toContain('so it is');
  });
});

describe('the end of a job', () => {
  const conditions = condition('Failed', 'PodFailurePolicy', 'Pod failed');

  it('is that of the pod that failed first, not of those that were killed for it', () => {
    const pods = [
      podOn('n0', failed(137, '2026-11-30T00:00:01Z')),
      podOn('n1', failed(77, '2026-11-30T00:00:02Z')),
      podOn('n2', failed(1, '2026-11-30T00:00:03Z')),
    ];
    expect(sight({ job: jobOf({ status: conditions }), pods })).toMatchObject({
      state: 'ended',
      end: 'failed',
      exitCode: 77,
      why: 'Exit code 77 on n1',
    });
  });

  it.each([
    ['memory', failed(137, '2026-11-30T00:00:02Z', 'OOMKilled')],
    ['node', { ...running, ...condition('DisruptionTarget', 'DeletionByTaintManager') }],
    ['evicted', { ...running, ...condition('DisruptionTarget', 'PreemptionByScheduler') }],
    ['evicted', { phase: 'Failed', reason: 'Evicted', message: 'The node was low on memory.' }],
    ['node', { phase: 'Failed', reason: 'UnexpectedAdmissionError', message: 'no healthy GPU' }],
    ['requeued', failed(79, '2026-11-30T00:00:02Z')],
  ])('is %s, whatever else failed before', (end, status) => {
    const pods = [podOn('n0', failed(1, '2026-11-30T00:00:01Z')), podOn('n1', status)];
    expect(sight({ job: jobOf({ status: conditions }), pods }).end).toBe(end);
  });

  it.each([
    [
      'Container main for pod a/b failed with exit code 77 matching FailJob rule at index 1',
      'failed',
      77,
    ],
    [
      'Pod a/b has condition DisruptionTarget matching FailJob rule at index 0',
      'evicted',
      undefined,
    ],
  ])('is read from the job itself when its pods are gone: %s', (message, end, exitCode) => {
    const status = condition('Failed', 'PodFailurePolicy', message);
    const found = sight({ job: jobOf({ status }) });
    expect(found).toMatchObject({ state: 'ended', end });
    expect(found.exitCode).toBe(exitCode);
  });

  it('is told before the last pod is gone, as what is being ended', () => {
    const pods = [podOn('n0', failed(1, '2026-11-30T00:00:01Z')), podOn('n1', running)];
    expect(sight({ pods })).toMatchObject({ state: 'ending', end: 'failed', exitCode: 1 });
  });

  it('of a deleted job is no failure of its pods', () => {
    const pods = [podOn('n0', failed(143, '2026-11-30T00:00:01Z')), podOn('n1', running)];
    expect(sight({ job: undefined, pods })).toMatchObject({ state: 'ending', end: 'cancelled' });
    const job = jobOf({ metadata: { deletionTimestamp: '2026-11-30T00:00:00Z' } });
    expect(sight({ job, pods: pods.slice(0, 1) })).toMatchObject({
      state: 'ended',
      end: 'cancelled',
    });
  });

  it('does not wait for pods on a node that is down', () => {
    const job = jobOf({ metadata: { deletionTimestamp: '2026-11-30T00:00:00Z' } });
    const pods = [podOn('n0', running), podOn('n1', running)];
    const isDown = (node: string) => node === 'n1';
    expect(sight({ job, pods, isDown })).toMatchObject({ state: 'ending', end: 'node' });
    expect(sight({ job, pods: pods.slice(1), isDown })).toMatchObject({
      state: 'ended',
      end: 'node',
      badNodes: ['n1'],
    });
  });

  it('of a running job is not near because a node is down', () => {
    const pods = [podOn('n0', running), podOn('n1', running)];
    expect(sight({ pods, isDown: () => true }).state).toBe('running');
  });

  it('comes when a queue suspends it again, not before it ran', () => {
    const job = jobOf({ spec: { suspend: true } });
    expect(sight({ job }).state).toBe('waiting');
    expect(sight({ job, hasRun: true })).toMatchObject({ state: 'ended', end: 'evicted' });
  });

  it('of an array does not come with one of its indices', () => {
    const job = jobOf({ spec: { backoffLimitPerIndex: 0 } });
    const pods = [podOn('n0', failed(1, '2026-11-30T00:00:01Z')), podOn('n1', running)];
    expect(sight({ job, pods }).state).toBe('running');
  });

  it('after a deadline is that', () => {
    const status = condition('Failed', 'DeadlineExceeded', 'Job was active longer');
    expect(sight({ job: jobOf({ status }) })).toMatchObject({ end: 'time', state: 'ended' });
  });
});

describe('a node', () => {
  const ready = (status: string) => ({
    conditions: [{ type: 'Ready', status, reason: 'Word', message: 'words' }],
  });
  const nodeOf = (spec: Json, status: Json = ready('True'), metadata: Json = {}) =>
    sightOfNode(readNode.parse({ metadata: { name: 'n0', ...metadata }, spec, status }));

  it.each([
    ['False', 'down'],
    ['Unknown', 'down'],
    ['True', 'up'],
  ])('whose condition Ready is %s is %s', (status, state) => {
    expect(nodeOf({}, ready(status)).state).toBe(state);
  });

  it('with no condition at all is down, and says why', () => {
    expect(nodeOf({}, {})).toMatchObject({
      state: 'down',
      why: 'NotReady, it has no condition Ready',
    });
  });

  it('that cannot be reached is down by its taint, before its condition says so', () => {
    const taints = [{ key: 'node.kubernetes.io/unreachable', effect: 'NoExecute' }];
    expect(nodeOf({ taints }).state).toBe('down');
  });

  it('is not drained by the taints of its GPUs, nor by a mere preference', () => {
    const taints = [
      { key: 'nvidia.com/gpu', value: 'present', effect: 'NoSchedule' },
      { key: 'busy', effect: 'PreferNoSchedule' },
    ];
    expect(nodeOf({ taints }).drain).toBeUndefined();
  });

  it('is cordoned by us if the field is ours and our reason is there', () => {
    const annotations = { 'gigafactory.dev/cordon': 'gigafactory: a: x' };
    const by = (manager: string) => ({
      annotations,
      managedFields: [{ manager, fieldsV1: { 'f:spec': { 'f:unschedulable': {} } } }],
    });
    const spec = { unschedulable: true };
    expect(nodeOf(spec, ready('True'), by('gigafactory')).drain).toEqual({
      isOurs: true,
      why: 'gigafactory: a: x',
    });
    expect(nodeOf(spec, ready('True'), by('kubectl')).drain?.isOurs).toBe(false);
    expect(nodeOf(spec).drain).toEqual({ isOurs: false, why: 'cordoned' });
    expect(nodeOf({}, ready('True'), by('gigafactory')).drain).toBeUndefined();
  });
});
