import { createHash } from 'node:crypto';
import { failed, ok, type Result } from '@gigafactory/core/base';
import type { ArrayRequest, JobIdentity, JobRequest } from '../cluster/scheduler.ts';
import {
  DOMAIN,
  GPU_RESOURCES,
  HOST,
  JOB_LABEL,
  type KubernetesOptions,
  MANAGED_BY,
  REQUEST_ANNOTATION,
} from './options.ts';
import { ARRAY_SCRIPT, GANG_SCRIPT, INDICES, OUTPUT, TASKS } from './seat-script.ts';

type Json = Readonly<Record<string, unknown>>;

/** A Job as it is applied. */
export interface JobManifest extends Json {
  readonly metadata: {
    readonly name: string;
    readonly annotations: Readonly<Record<string, string>>;
  } & Json;
}

/** s after SIGTERM; the first process of our pods ends at once. */
const GRACE = 10;

/** s for which an ended Job can still be asked about. */
const KEPT = 86_400;

/** Of an environment variable; B. Linux takes 128 KiB. */
const LONGEST_LIST = 120_000;

/** What its pods may run beside: nodes with GPUs are kept free of others by taints of these names. */
const TOLERATIONS = [
  ...GPU_RESOURCES.map((key) => ({ key, operator: 'Exists' })),
  // A silent node is for the control plane to judge, and nobody else starts anything a second time.
  ...['not-ready', 'unreachable'].map((word) => ({
    key: `node.kubernetes.io/${word}`,
    operator: 'Exists',
    effect: 'NoExecute',
  })),
];

/** Has the Job itself say why it failed: a pod that was evicted is soon gone, with all that it said. */
const FAILURE_POLICY = {
  rules: [
    { action: 'FailJob', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
    { action: 'FailJob', onExitCodes: { operator: 'NotIn', values: [0] } },
  ],
};

/** Where the pods of a job go. */
export interface Place {
  /** The label `kubernetes.io/hostname` of each node: shorter in a pod than a term for each name. */
  readonly hosts: readonly string[];
  /** What these nodes call their GPUs. */
  readonly gpu: string;
}

/**
 * One pod on each of exactly these nodes, all at once, never again. Pods use the network of their node: peers are
 * reached at an address that is known before the job is there, and RDMA needs no plug-in.
 */
export function gangManifest(
  job: JobRequest,
  options: KubernetesOptions,
  { hosts, gpu }: Place,
): JobManifest {
  const matchExpressions = [{ key: HOST, operator: 'In', values: hosts }];
  const affinity = {
    ...affinityTo(matchExpressions),
    podAntiAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: [
        { labelSelector: { matchLabels: { [JOB_LABEL]: job.name } }, topologyKey: HOST },
      ],
    },
  };
  const container = containerOf(job, options, {
    script: GANG_SCRIPT,
    env: [{ name: TASKS, value: String(job.tasksPerNode) }],
    resources: {
      ...(job.gpusPerNode > 0 && { [gpu]: String(job.gpusPerNode) }),
      ...cpuAndMemory(job, job.tasksPerNode),
    },
  });
  const pods = {
    completions: job.nodes.length,
    parallelism: job.nodes.length,
    backoffLimit: 0,
    podFailurePolicy: FAILURE_POLICY,
  };
  return manifestOf(job, options, pods, { affinity, hostNetwork: true, ...network, ...container });
}

const network = { dnsPolicy: 'ClusterFirstWithHostNet' };

/**
 * Each index once, on any nodes of the pool. An index that fails does not end the others.
 * Code: `kubernetes.array`, for more indices than a pod can be told.
 */
export function arrayManifest(
  array: ArrayRequest,
  options: KubernetesOptions,
): Result<JobManifest> {
  const list = array.indices.join(' ');
  if (list.length > LONGEST_LIST || array.indices.length === 0) {
    const message = `The array ${array.name} has ${array.indices.length} indices, of which the list may have 1 to ${LONGEST_LIST} characters: give it in several arrays.`;
    return failed({ code: 'kubernetes.array', message });
  }
  const container = containerOf(array, options, {
    script: ARRAY_SCRIPT,
    env: [{ name: INDICES, value: list }],
    resources: cpuAndMemory(array, 1),
  });
  const completions = array.indices.length;
  const pods = {
    completions,
    parallelism: Math.min(completions, array.atOnce ?? completions),
    backoffLimitPerIndex: 0,
  };
  const affinity =
    options.nodes === undefined ? {} : { affinity: affinityTo(requirementsOf(options.nodes)) };
  return ok(manifestOf(array, options, pods, { ...affinity, ...container }));
}

interface Common extends Pick<JobRequest, 'name' | 'labels' | 'script' | 'arguments' | 'secrets'> {
  readonly cpusPerTask?: number | undefined;
  readonly memoryPerTask?: number | undefined;
  readonly cwd: string;
  readonly output: string;
}

function manifestOf(
  request: Common,
  { queue, user = ownUser() }: KubernetesOptions,
  pods: Json,
  podSpec: Json,
): JobManifest {
  const { name, labels } = request;
  const named = Object.entries(labels).map(([key, value]) => [`${DOMAIN}/${key}`, value] as const);
  const own = { [MANAGED_BY.key]: MANAGED_BY.value, [JOB_LABEL]: name };
  const shown = Object.fromEntries(named.filter(([, value]) => isLabelValue(value)));
  const spec = {
    completionMode: 'Indexed',
    ...pods,
    ttlSecondsAfterFinished: KEPT,
    ...(queue !== undefined && { suspend: true }),
    template: {
      metadata: { labels: { ...own, ...shown } },
      spec: {
        restartPolicy: 'Never',
        terminationGracePeriodSeconds: GRACE,
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        ...(user && { securityContext: { runAsUser: user.uid, runAsGroup: user.gid } }),
        tolerations: TOLERATIONS,
        ...podSpec,
      },
    },
  };
  const hash = createHash('sha256').update(JSON.stringify(spec)).digest('hex');
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name,
      labels: {
        ...own,
        ...shown,
        ...(queue !== undefined && { 'kueue.x-k8s.io/queue-name': queue }),
      },
      annotations: { ...Object.fromEntries(named), [REQUEST_ANNOTATION]: hash },
    },
    spec,
  };
}

/** The shared folder is private to whoever runs the control plane, so pods are theirs too; root is left to the image. */
function ownUser(): KubernetesOptions['user'] {
  const [uid, gid] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0];
  return uid === 0 ? undefined : { uid, gid };
}

interface ContainerPart {
  readonly script: string;
  readonly env: readonly Json[];
  readonly resources: Readonly<Record<string, string>>;
}

function containerOf(request: Common, options: KubernetesOptions, part: ContainerPart): Json {
  const { claim, shared, image } = options;
  const volume = claim
    ? { persistentVolumeClaim: { claimName: claim } }
    : { hostPath: { path: shared, type: 'Directory' } };
  const env = [
    { name: 'GIGAFACTORY_SEAT_NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
    { name: OUTPUT, value: request.output },
    ...part.env,
  ];
  return {
    containers: [
      {
        name: 'main',
        image,
        command: ['/bin/sh', '-c', part.script, 'seat', request.script, ...request.arguments],
        workingDir: request.cwd,
        env,
        ...(hasSecrets(request) && { envFrom: [{ secretRef: { name: request.name } }] }),
        resources: { limits: part.resources, requests: part.resources },
        volumeMounts: [
          { name: 'shared', mountPath: shared },
          { name: 'memory', mountPath: '/dev/shm' },
        ],
      },
    ],
    volumes: [
      { name: 'shared', ...volume },
      // Of containers the runtime's default is 64 MB, too small for collectives.
      { name: 'memory', emptyDir: { medium: 'Memory' } },
    ],
  };
}

export function hasSecrets({ secrets }: Pick<JobRequest, 'secrets'>): boolean {
  return Object.keys(secrets).length > 0;
}

/** In the environment of its pods only; goes with its Job once that is there. */
export function secretManifest({ name, secrets }: Common, owner?: JobIdentity): Json {
  const data = Object.entries(secrets).map(
    ([key, value]) => [key, Buffer.from(value).toString('base64')] as const,
  );
  const reference = { apiVersion: 'batch/v1', kind: 'Job', name, uid: owner?.since };
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name,
      labels: { [MANAGED_BY.key]: MANAGED_BY.value },
      ...(owner && { ownerReferences: [reference] }),
    },
    type: 'Opaque',
    data: Object.fromEntries(data),
  };
}

function cpuAndMemory({ cpusPerTask, memoryPerTask }: Common, tasks: number) {
  return {
    ...(cpusPerTask !== undefined && { cpu: String(cpusPerTask * tasks) }),
    ...(memoryPerTask !== undefined && { memory: String(Math.ceil(memoryPerTask * tasks)) }),
  };
}

function affinityTo(matchExpressions: readonly Json[]): Json {
  return {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions }] },
    },
  };
}

const EQUAL = /^([^\s=!,()]+)\s*(==|=|!=)\s*([^\s=!,()]*)$/;
const SET = /^([^\s=!,()]+)\s+(in|notin)\s*\(([^()]*)\)$/;
const PRESENT = /^(!?)\s*([^\s=!,()]+)$/;

/** A label selector as requirements of an affinity. */
function requirementsOf(selector: string): Json[] {
  return selector.split(/,(?![^(]*\))/).map((part) => {
    const text = part.trim();
    const [, key, sign, value] = EQUAL.exec(text) ?? [];
    if (key !== undefined)
      return { key, operator: sign === '!=' ? 'NotIn' : 'In', values: [value] };
    const [, set, word, list = ''] = SET.exec(text) ?? [];
    const values = list.split(',').map((each) => each.trim());
    if (set !== undefined) return { key: set, operator: word === 'in' ? 'In' : 'NotIn', values };
    const [, not, present = text] = PRESENT.exec(text) ?? [];
    return { key: present, operator: not ? 'DoesNotExist' : 'Exists' };
  });
}

function isLabelValue(text: string): boolean {
  return /^(|[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?)$/.test(text);
}
