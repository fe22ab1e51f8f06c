import type { Problem } from '@gigafactory/core/base';
import { z } from 'zod';
import type { DoctorFinding } from '../finding.ts';
import type { Connection } from './connection.ts';
import { listAll } from './mirror.ts';
import type { KubernetesOptions } from './options.ts';
import { gpusOf, nodesOf, poolOf } from './pool.ts';
import { sightOfNode } from './sight.ts';

export interface Needed {
  readonly nodes: number;
  readonly gpusPerNode: number;
}

/** Indexed Jobs, server-side apply and the fields that we set. */
const OLDEST = 24;
/** Limits of failures for each index. */
const ARRAYS_FROM = 29;

/** A clock of the API that differs by more is told; ms. Its answers have whole seconds. */
const CLOCK_TOLERANCE = 3_000;

/** What the account must be allowed, as `verb resource` with the group; docs/engines.md has the role. */
const RIGHTS: readonly (readonly [
  group: string,
  resource: string,
  verbs: readonly string[],
  isWithin: boolean,
])[] = [
  ['batch', 'jobs', ['get', 'list', 'watch', 'create', 'patch', 'delete'], true],
  ['', 'pods', ['list', 'watch'], true],
  ['', 'secrets', ['create', 'patch'], true],
  ['', 'events', ['list'], true],
  ['', 'nodes', ['get', 'list', 'watch', 'patch'], false],
];

/** Looks at a cluster and starts nothing. Broken findings first stop the look where nothing more can be found. */
export async function examine(
  connection: Connection,
  options: KubernetesOptions,
  needed: Needed,
): Promise<DoctorFinding[]> {
  const version = await examineVersion(connection);
  if (version.verdict === 'broken') return [version];
  const parts = await Promise.all([
    examineClock(connection),
    examineNamespace(connection, options),
    examineRights(connection, options),
    examineClaim(connection, options, needed),
    examineQueue(connection, options),
    examinePool(connection, options, needed),
  ]);
  return [version, ...parts.flat()];
}

/** The broken findings, as what is wrong with a run that is to start. */
export async function problemsOf(
  connection: Connection,
  options: KubernetesOptions,
  needed: Needed,
): Promise<Problem[]> {
  const findings = await examine(connection, options, needed);
  return findings
    .filter(({ verdict }) => verdict === 'broken')
    .map(({ code, found, advice }) => ({ code, message: advice ? `${found} ${advice}` : found }));
}

async function examineVersion(connection: Connection): Promise<DoctorFinding> {
  const about = 'Kubernetes';
  const code = 'kubernetes.version';
  const answer = await connection.ask({ method: 'GET', path: '/version' });
  if (!answer.ok) {
    const [problem] = answer.problems;
    return { code: problem?.code ?? code, about, verdict: 'broken', found: problem?.message ?? '' };
  }
  const { gitVersion } = z.object({ gitVersion: z.string() }).safeParse(answer.value).data ?? {};
  const minor = Number(/^v1\.(\d+)/.exec(gitVersion ?? '')?.[1]);
  const found = `The API server is ${gitVersion ?? 'of an unknown version'}.`;
  if (minor < OLDEST) {
    const advice = `Runs need 1.${OLDEST} or newer.`;
    return { code, about, verdict: 'broken', found, advice };
  }
  if (minor < ARRAYS_FROM) {
    const advice = `Runs work; sweeps as arrays need 1.${ARRAYS_FROM} or newer.`;
    return { code, about, verdict: 'warning', found, advice };
  }
  return { code, about, verdict: 'ok', found };
}

function examineClock({ clockAhead }: Connection): DoctorFinding[] {
  if (clockAhead === undefined) return [];
  const code = 'kubernetes.clock';
  const about = 'clock of the API server';
  if (Math.abs(clockAhead) <= CLOCK_TOLERANCE)
    return [{ code, about, verdict: 'ok', found: 'It agrees with the clock here.' }];
  const word = clockAhead > 0 ? 'ahead of' : 'behind';
  const found = `It is ${Math.round(Math.abs(clockAhead) / 1000)} s ${word} the clock here.`;
  const advice = 'Times that events carry will disagree: synchronize both with NTP.';
  return [{ code, about, verdict: 'warning', found, advice }];
}

async function examineNamespace(
  connection: Connection,
  { namespace }: KubernetesOptions,
): Promise<DoctorFinding[]> {
  const code = 'kubernetes.namespace';
  const about = `namespace ${namespace}`;
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}`;
  const answer = await connection.ask({ method: 'GET', path });
  if (!answer.ok) {
    // Accounts of one namespace often may not look at namespaces.
    if (answer.problems[0]?.code !== 'kubernetes.notFound') return [];
    const advice = `Create it with \`kubectl create namespace ${namespace}\`, or name another one.`;
    return [{ code, about, verdict: 'broken', found: 'It is not there.', advice }];
  }
  const labelled = z.object({
    metadata: z.object({ labels: z.record(z.string(), z.string()).default({}) }),
  });
  const labels = labelled.safeParse(answer.value).data?.metadata.labels ?? {};
  const level = labels['pod-security.kubernetes.io/enforce'] ?? 'privileged';
  if (level === 'privileged') return [{ code, about, verdict: 'ok', found: 'It is there.' }];
  const found = `It enforces the pod security level ${level}, which forbids the host's network.`;
  const advice = 'Runs need a namespace at the level privileged.';
  return [{ code: 'kubernetes.podSecurity', about, verdict: 'broken', found, advice }];
}

const reviewOf = z.object({ status: z.object({ allowed: z.boolean() }) });

async function examineRights(
  connection: Connection,
  { namespace }: KubernetesOptions,
): Promise<DoctorFinding[]> {
  const asked = RIGHTS.flatMap(([group, resource, verbs, isWithin]) =>
    verbs.map(async (verb) => {
      const resourceAttributes = { group, resource, verb, ...(isWithin && { namespace }) };
      const body = {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SelfSubjectAccessReview',
        spec: { resourceAttributes },
      };
      const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
      const answer = await connection.ask({ method: 'POST', path, body });
      const review = answer.ok ? reviewOf.safeParse(answer.value).data : undefined;
      return review?.status.allowed === false ? [`${verb} ${resource}`] : [];
    }),
  );
  const missing = (await Promise.all(asked)).flat();
  const code = 'kubernetes.rights';
  const about = 'rights of the account';
  if (missing.length === 0)
    return [{ code, about, verdict: 'ok', found: 'It may do all that runs need.' }];
  const found = `It may not: ${missing.join(', ')}.`;
  const advice = 'Give it the roles of docs/engines.md.';
  return [{ code, about, verdict: 'broken', found, advice }];
}

const claimOf = z.object({
  spec: z.object({ accessModes: z.array(z.string()).default([]) }).default({ accessModes: [] }),
  status: z.object({ phase: z.string().default('Pending') }).default({ phase: 'Pending' }),
});

async function examineClaim(
  connection: Connection,
  { namespace, claim, shared }: KubernetesOptions,
  { nodes }: Needed,
): Promise<DoctorFinding[]> {
  if (claim === undefined) return [];
  const code = 'kubernetes.claim';
  const about = `claim ${claim}`;
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/persistentvolumeclaims/${encodeURIComponent(claim)}`;
  const answer = await connection.ask({ method: 'GET', path });
  if (!answer.ok) {
    if (answer.problems[0]?.code !== 'kubernetes.notFound') return [];
    const advice = `Runs keep their checkpoints on it, under ${shared}: create it, or name another one.`;
    return [{ code, about, verdict: 'broken', found: 'It is not there.', advice }];
  }
  const { spec, status } = claimOf.parse(answer.value);
  if (nodes > 1 && !spec.accessModes.includes('ReadWriteMany')) {
    const found = `Its access modes are ${spec.accessModes.join(', ') || 'none'}.`;
    const advice = 'Pods on several nodes write to it: it must be ReadWriteMany.';
    return [{ code, about, verdict: 'broken', found, advice }];
  }
  if (status.phase !== 'Bound')
    return [{ code, about, verdict: 'warning', found: `It is ${status.phase}, not Bound.` }];
  return [{ code, about, verdict: 'ok', found: 'It is bound.' }];
}

async function examineQueue(
  connection: Connection,
  { namespace, queue }: KubernetesOptions,
): Promise<DoctorFinding[]> {
  if (queue === undefined) return [];
  const code = 'kubernetes.queue';
  const about = `queue ${queue}`;
  const path = `/apis/kueue.x-k8s.io/v1beta2/namespaces/${encodeURIComponent(namespace)}/localqueues/${encodeURIComponent(queue)}`;
  const answer = await connection.ask({ method: 'GET', path });
  if (answer.ok) return [{ code, about, verdict: 'ok', found: 'It is there.' }];
  if (answer.problems[0]?.code !== 'kubernetes.notFound') return [];
  const advice =
    'Jobs would stay suspended for ever: create the LocalQueue, install Kueue with v1beta2, or leave `queue` out.';
  return [{ code, about, verdict: 'broken', found: 'It is not there.', advice }];
}

async function examinePool(
  connection: Connection,
  options: KubernetesOptions,
  needed: Needed,
): Promise<DoctorFinding[]> {
  const code = 'kubernetes.pool';
  const about = options.nodes === undefined ? 'nodes' : `nodes ${options.nodes}`;
  const listed = await listAll(connection, nodesOf(options));
  if (!listed.ok)
    return [{ code, about, verdict: 'broken', found: listed.problems[0]?.message ?? '' }];
  const pool = poolOf(listed.value.items, options);
  const sights = pool.map(sightOfNode);
  const down = sights.filter(({ state }) => state !== 'up');
  const drained = sights.filter(({ state, drain }) => state === 'up' && drain && !drain.isOurs);
  const withGpus = pool.filter((node) => gpusOf(node) >= needed.gpusPerNode);
  const counts = `${pool.length} nodes, ${down.length} down, ${drained.length} cordoned or tainted by others`;
  if (withGpus.length < needed.nodes) {
    const word = needed.gpusPerNode > 0 ? ` with ${needed.gpusPerNode} GPUs` : '';
    const found = `The pool has ${counts}; ${withGpus.length}${word}, and the run needs ${needed.nodes}.`;
    const advice = 'Widen `engine.nodes`, or ask for fewer nodes or GPUs.';
    return [{ code, about, verdict: 'broken', found, advice }];
  }
  const usable = pool.length - down.length - drained.length;
  const found = `The pool has ${counts}.`;
  if (usable >= needed.nodes) return [{ code, about, verdict: 'ok', found }];
  const advice = `A run of ${needed.nodes} nodes would wait for some to come back.`;
  return [{ code, about, verdict: 'warning', found, advice }];
}
