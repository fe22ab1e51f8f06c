import { failed, ok, type Problem, type Refusal, type Result } from '@gigafactory/core/base';
import type {
  ArrayRequest,
  JobIdentity,
  JobRequest,
  JobSight,
  NodeSight,
  Scheduler,
  Sight,
} from '../cluster/scheduler.ts';
import { openAccess } from './access.ts';
import { Connection } from './connection.ts';
import { problemsOf } from './examine.ts';
import { doubtOf, FRESH, Hints } from './hints.ts';
import {
  arrayManifest,
  gangManifest,
  hasSecrets,
  type JobManifest,
  secretManifest,
} from './manifest.ts';
import { listAll, Mirror, type Source } from './mirror.ts';
import {
  holds,
  isOver,
  type Job,
  type Node,
  type Pod,
  readJob,
  readNode,
  readPod,
} from './objects.ts';
import {
  CORDON_ANNOTATION,
  FIELD_MANAGER,
  GPU_RESOURCES,
  HOST,
  JOB_LABEL,
  type KubernetesOptions,
  MANAGED_BY,
  PATIENCE,
  REQUEST_ANNOTATION,
} from './options.ts';
import { nodesOf, poolOf } from './pool.ts';
import { isCordonOurs, sightOfJob, sightOfNode } from './sight.ts';

const APPLY = 'application/apply-patch+yaml';
const MERGE = 'application/merge-patch+json';

/** A node is changed by its kubelet all the time; tries to change it in between. */
const MOST_TRIES = 5;

/** Runs jobs on Kubernetes, each as one indexed Job. */
export class KubernetesScheduler implements Scheduler {
  readonly kind = 'kubernetes';
  readonly #options: KubernetesOptions;
  readonly #connection: Connection;
  /** All nodes that were seen of the pool; undefined: it was deleted since. */
  readonly #nodes = new Map<string, Node | undefined>();
  /** Uids of Jobs that were seen to run, so that one that Kueue suspends is known to have begun. */
  readonly #hasRun = new Set<string>();
  readonly #watches = new Set<() => void>();
  readonly #hints: Hints;
  /** Uids that events may say something about, as of the last sights. */
  #doubts: readonly string[] = [];

  constructor(options: KubernetesOptions) {
    this.#options = options;
    this.#connection = new Connection(() => openAccess(options), options.patience);
    this.#hints = new Hints(this.#connection, options.namespace);
  }

  check(needed: {
    readonly nodes: number;
    readonly gpusPerNode: number;
  }): Promise<readonly Problem[]> {
    return problemsOf(this.#connection, this.#options, needed);
  }

  async pool(): Promise<Result<readonly string[]>> {
    const nodes = await listAll(this.#connection, nodesOf(this.#options));
    if (!nodes.ok) return nodes;
    this.#noteNodes(nodes.value.items);
    return ok([...this.#nodes].flatMap(([name, node]) => (node ? name : [])));
  }

  addressOf(node: string): string {
    const addresses = this.#nodes.get(node)?.status.addresses ?? [];
    return addresses.find(({ type }) => type === 'InternalIP')?.address ?? node;
  }

  submit(job: JobRequest): Promise<Result<JobIdentity>> {
    const hosts = job.nodes.map((name) => this.#nodes.get(name)?.metadata.labels[HOST] ?? name);
    const place = { hosts, gpu: this.#gpuOf(job.nodes) };
    return this.#submit(job, gangManifest(job, this.#options, place));
  }

  async submitArray(array: ArrayRequest): Promise<Result<JobIdentity>> {
    const manifest = arrayManifest(array, this.#options);
    return manifest.ok ? this.#submit(array, manifest.value) : manifest;
  }

  async cancel({ id, since }: JobIdentity): Promise<Result<undefined>> {
    const body = {
      kind: 'DeleteOptions',
      apiVersion: 'v1',
      preconditions: { uid: since },
      // It stays until its pods are gone, so that whoever looks knows when that is.
      propagationPolicy: 'Foreground',
    };
    const answer = await this.#connection.ask({
      method: 'DELETE',
      path: this.#path('jobs', id),
      body,
    });
    // Gone, or another one that has the name now.
    if (!answer.ok && !has(answer, 'notFound') && !has(answer, 'conflict')) return answer;
    return ok(undefined);
  }

  cordon(node: string, why: string): Promise<Result<undefined>> {
    return this.#changeNode(node, (found) => {
      if (found.spec.unschedulable) return undefined;
      return { unschedulable: true, annotation: why };
    });
  }

  uncordon(node: string): Promise<Result<undefined>> {
    return this.#changeNode(node, (found) => {
      const isThere = found.metadata.annotations[CORDON_ANNOTATION] !== undefined;
      if (!isThere) return undefined;
      // What a person cordoned since stays cordoned; only our word about it goes.
      return { unschedulable: isCordonOurs(found) ? null : undefined, annotation: null };
    });
  }

  async look({ jobs, nodes }: { jobs: boolean; nodes: boolean }): Promise<Sight | undefined> {
    const [seenNodes, seenPods, seenJobs] = await Promise.all([
      // Which nodes are down a watch says too, and there may be thousands of them.
      nodes || this.#watches.size === 0
        ? listAll(this.#connection, nodesOf(this.#options))
        : undefined,
      jobs ? listAll(this.#connection, this.#ours('pods', readPod)) : undefined,
      jobs ? listAll(this.#connection, this.#ours('jobs', readJob)) : undefined,
    ]);
    if (seenNodes?.ok === false || seenPods?.ok === false || seenJobs?.ok === false)
      return undefined;
    if (seenNodes) this.#noteNodes(seenNodes.value.items);
    const jobSights =
      seenPods && seenJobs && (() => this.#sightsOf(seenJobs.value.items, seenPods.value.items));
    let sights = jobSights?.();
    if (sights && (await this.#hints.ask(this.#doubts))) sights = jobSights?.();
    return { ...(sights && { jobs: sights }), ...(nodes && { nodes: this.#nodeSights() }) };
  }

  watch(listener: (sight: Sight) => void): () => void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let doubtful: ReturnType<typeof setTimeout> | undefined;
    let hasEnded = false;
    let isNews = { jobs: false, nodes: false };
    const hear = (what: Partial<typeof isNews>) => () => {
      isNews = { ...isNews, ...what };
      timer ??= setTimeout(tell, this.#options.patience?.gather ?? PATIENCE.gather);
    };
    const connection = this.#connection;
    // A node that goes down changes what its jobs are.
    const hearOfNode = hear({ nodes: true, jobs: true });
    const nodes = new Mirror(connection, nodesOf(this.#options), hearOfNode, isNodeNews);
    const pods = new Mirror(connection, this.#ours('pods', readPod), hear({ jobs: true }));
    const jobs = new Mirror(connection, this.#ours('jobs', readJob), hear({ jobs: true }));
    const tell = () => {
      timer = undefined;
      if (!nodes.objects || !pods.objects || !jobs.objects) return;
      const news = isNews;
      isNews = { jobs: false, nodes: false };
      if (news.nodes) this.#noteNodes(nodes.objects);
      listener({
        ...(news.jobs && { jobs: this.#sightsOf(jobs.objects, pods.objects) }),
        ...(news.nodes && { nodes: this.#nodeSights() }),
      });
      const again = hear({ jobs: true });
      void this.#hints.ask(this.#doubts).then((isOther) => !hasEnded && isOther && again());
      clearTimeout(doubtful);
      if (this.#doubts.length > 0) doubtful = setTimeout(again, FRESH);
    };
    const end = () => {
      hasEnded = true;
      clearTimeout(timer);
      clearTimeout(doubtful);
      for (const mirror of [nodes, pods, jobs]) mirror.close();
      this.#watches.delete(end);
    };
    this.#watches.add(end);
    return end;
  }

  close(): void {
    for (const end of [...this.#watches]) end();
  }

  /** Applied under our name as owner of its fields: given again it changes nothing. */
  async #submit(
    request: JobRequest | ArrayRequest,
    manifest: JobManifest,
  ): Promise<Result<JobIdentity>> {
    if (hasSecrets(request)) {
      const secret = await this.#apply('secrets', request.name, secretManifest(request));
      if (!secret.ok) return secret;
    }
    const applied = await this.#apply('jobs', request.name, manifest);
    const found = applied.ok ? applied : await this.#findSubmitted(request.name, manifest, applied);
    if (!found.ok) return found;
    const job = readJob.safeParse(found.value).data;
    if (!job)
      return failed({
        code: 'kubernetes.answer',
        message: `The Job ${request.name} cannot be read.`,
      });
    const { uid, deletionTimestamp } = job.metadata;
    if (deletionTimestamp !== undefined || holds(job, 'Complete') || holds(job, 'Failed'))
      return taken(request.name, 'it has ended');
    const identity = { id: request.name, since: uid };
    if (!hasSecrets(request)) return ok(identity);
    const owned = await this.#apply('secrets', request.name, secretManifest(request, identity));
    return owned.ok ? ok(identity) : owned;
  }

  /** One that is there and cannot be applied again, as Kueue has changed it since, is ours if it was asked the same. */
  async #findSubmitted(
    name: string,
    manifest: JobManifest,
    refusal: Refusal,
  ): Promise<Result<unknown>> {
    if (!has(refusal, 'conflict') && !has(refusal, 'refused')) return refusal;
    const there = await this.#connection.ask({ method: 'GET', path: this.#path('jobs', name) });
    if (!there.ok) return refusal;
    const asked = readJob.safeParse(there.value).data?.metadata.annotations[REQUEST_ANNOTATION];
    if (asked === manifest.metadata.annotations[REQUEST_ANNOTATION]) return there;
    return taken(
      name,
      asked === undefined ? 'it is not ours' : 'it was asked to be something else',
    );
  }

  #apply(plural: 'jobs' | 'secrets', name: string, body: unknown): Promise<Result<unknown>> {
    const query = { fieldManager: FIELD_MANAGER };
    return this.#connection.ask({
      method: 'PATCH',
      path: this.#path(plural, name),
      query,
      body,
      type: APPLY,
    });
  }

  /** Changes what others change at the same time: only a version that was looked at. */
  async #changeNode(
    name: string,
    decide: (
      node: Node,
    ) => { unschedulable: true | null | undefined; annotation: string | null } | undefined,
  ): Promise<Result<undefined>> {
    const path = `/api/v1/nodes/${encodeURIComponent(name)}`;
    for (let tries = 1; ; tries++) {
      const there = await this.#connection.ask({ method: 'GET', path });
      if (!there.ok) return there;
      const node = readNode.safeParse(there.value).data;
      if (!node)
        return failed({ code: 'kubernetes.answer', message: `The node ${name} cannot be read.` });
      const change = decide(node);
      if (!change) return ok(undefined);
      const { resourceVersion } = node.metadata;
      const body = {
        metadata: { resourceVersion, annotations: { [CORDON_ANNOTATION]: change.annotation } },
        ...(change.unschedulable !== undefined && {
          spec: { unschedulable: change.unschedulable },
        }),
      };
      const query = { fieldManager: FIELD_MANAGER };
      const done = await this.#connection.ask({ method: 'PATCH', path, query, body, type: MERGE });
      if (done.ok) return ok(undefined);
      if (!has(done, 'conflict') || tries === MOST_TRIES) return done;
    }
  }

  #sightsOf(jobs: readonly Job[], pods: readonly Pod[]): JobSight[] {
    const byOwner = new Map<string, Pod[]>();
    for (const pod of pods) {
      const uid = pod.metadata.ownerReferences.find(({ kind }) => kind === 'Job')?.uid;
      if (uid !== undefined) byOwner.set(uid, [...(byOwner.get(uid) ?? []), pod]);
    }
    const isDown = (name: string) => {
      const node = this.#nodes.get(name);
      return this.#nodes.has(name) && (!node || sightOfNode(node).state === 'down');
    };
    const own = jobs.filter(({ metadata }) => metadata.name.startsWith(this.#options.prefix));
    const doubts: string[] = [];
    const sights = own.map((job) => {
      const { name: id, uid: since } = job.metadata;
      const its = byOwner.get(since) ?? [];
      byOwner.delete(since);
      const sight = sightOfJob({
        id,
        since,
        job,
        pods: its,
        isDown,
        hasRun: this.#hasRun.has(since),
      });
      if (sight.state === 'running') this.#hasRun.add(since);
      const doubt = doubtOf(sight, its);
      if (doubt === undefined) return sight;
      doubts.push(doubt);
      const why = this.#hints.about(doubt);
      return why === undefined ? sight : { ...sight, state: 'stuck' as const, why };
    });
    this.#doubts = doubts;
    return [...sights, ...this.#leftOvers(byOwner, isDown)];
  }

  /** Jobs that were deleted without waiting for their pods: processes of them are left. */
  #leftOvers(
    byOwner: ReadonlyMap<string, readonly Pod[]>,
    isDown: (name: string) => boolean,
  ): JobSight[] {
    return [...byOwner].flatMap(([since, pods]) => {
      const id = pods[0]?.metadata.labels[JOB_LABEL] ?? '';
      if (!id.startsWith(this.#options.prefix) || pods.every(isOver)) return [];
      return [sightOfJob({ id, since, job: undefined, pods, isDown, hasRun: true })];
    });
  }

  #noteNodes(nodes: readonly Node[]): void {
    const pool = poolOf(nodes, this.#options);
    const names = new Set(pool.map(({ metadata }) => metadata.name));
    for (const name of this.#nodes.keys()) if (!names.has(name)) this.#nodes.set(name, undefined);
    for (const node of pool) this.#nodes.set(node.metadata.name, node);
  }

  #nodeSights(): NodeSight[] {
    return [...this.#nodes].map(([name, node]) =>
      node
        ? sightOfNode(node)
        : {
            name,
            state: 'down',
            why: 'no longer in the pool: deleted, or without its labels or GPUs',
          },
    );
  }

  /** What the first of these nodes calls its GPUs. */
  #gpuOf(names: readonly string[]): string {
    const [node] = names.flatMap((name) => this.#nodes.get(name) ?? []);
    return GPU_RESOURCES.find((each) => node?.status.allocatable[each]) ?? GPU_RESOURCES[0] ?? '';
  }

  #ours<Kind extends Job | Pod>(plural: 'jobs' | 'pods', read: Source<Kind>['read']): Source<Kind> {
    const query = { labelSelector: `${MANAGED_BY.key}=${MANAGED_BY.value}` };
    return { path: this.#path(plural), query, read };
  }

  #path(plural: 'jobs' | 'pods' | 'secrets', name?: string): string {
    const group = plural === 'jobs' ? '/apis/batch/v1' : '/api/v1';
    const all = `${group}/namespaces/${encodeURIComponent(this.#options.namespace)}/${plural}`;
    return name === undefined ? all : `${all}/${encodeURIComponent(name)}`;
  }
}

/** A node tells that it is alive all the time, which changes nothing else. */
function isNodeNews(before: Node | undefined, now: Node): boolean {
  return !before || JSON.stringify(sightOfNode(before)) !== JSON.stringify(sightOfNode(now));
}

function has({ problems }: Refusal, word: string): boolean {
  return problems[0]?.code === `kubernetes.${word}`;
}

function taken(name: string, why: string): Refusal {
  const message = `A Job ${name} is there already, and ${why}: delete it with \`kubectl delete job ${name}\`.`;
  return failed({ code: 'kubernetes.nameTaken', message });
}
