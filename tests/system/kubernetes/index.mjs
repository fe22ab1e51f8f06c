import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { FakeApi } from './api.mjs';
import { countPod, isOver, JOB_NAME, reconcileJob, setCondition } from './job-controller.mjs';
import { Kubelet } from './kubelet.mjs';
import { placePod, tolerates } from './placement.mjs';
import { Store } from './store.mjs';

/**
 * A Kubernetes of our own for tests: an API on loopback, a controller of Jobs, a scheduler, and nodes that run pods
 * as processes of this machine. It behaves as was measured on a real API server where docs/engines.md says so, and
 * is no proof that a real cluster does the same.
 *
 * @typedef {import('./store.mjs').Thing} Thing
 * @typedef {object} Setting
 * @property {number} [nodes] 4; they are called n0, n1, ... with addresses 127.0.1.1, 127.0.1.2, ...
 * @property {number} [gpus] of each node, 8
 * @property {readonly string[]} [images] that can be pulled
 * @property {string} [path] PATH of what runs in images; that of this process if it does not say
 * @property {number} [silenceMs] until a silent node is NotReady, 40 s on a real cluster
 * @property {string} [namespace] `training`
 */

export const IMAGE = 'registry.example/trainer:1';

const UNREACHABLE = 'node.kubernetes.io/unreachable';
const UNSCHEDULABLE = 'node.kubernetes.io/unschedulable';
const SUSPENDED = 'fake/suspended';

/** Time for a tick in which everything that was changed is looked at, ms. */
const TICK_MS = 5;

export class FakeKubernetes {
  store = new Store();
  token = randomBytes(12).toString('hex');
  api = new FakeApi(this.store, this.token, (...deletion) => this.#delete(...deletion));
  /** @type {Map<string, Kubelet>} */
  kubelets = new Map();
  /** Whether the site brings back a dead node once it is cordoned, as after a repair. */
  repairs = false;
  /** @type {Map<string, ReturnType<typeof setTimeout>>} */
  #silences = new Map();
  /** @type {Set<ReturnType<typeof setTimeout>>} */
  #evictions = new Set();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #tick;
  #silenceMs;
  #has;

  /** @param {Setting} [setting] */
  constructor(setting = {}) {
    const { nodes = 4, gpus = 8, images = [IMAGE], path = process.env['PATH'] ?? '' } = setting;
    const { silenceMs = 300, namespace = 'training' } = setting;
    this.namespace = namespace;
    this.#silenceMs = silenceMs;
    this.#has = { images: new Set(images), path };
    this.store.create(
      'namespaces',
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
      'fake',
    );
    for (let node = 0; node < nodes; node++) this.addNode(`n${node}`, gpus, `127.0.1.${node + 1}`);
    this.store.listen(({ plural, type, object }) => {
      if (plural === 'pods' && type === 'DELETED') this.#count(object);
      this.#soon();
    });
  }

  /** @param {Setting} [setting] @returns {Promise<FakeKubernetes>} */
  static async start(setting) {
    const fake = new FakeKubernetes(setting);
    await fake.api.start();
    return fake;
  }

  /** @param {string} name @param {number} gpus @param {string} address */
  addNode(name, gpus, address) {
    const capacity = { cpu: '64', memory: '512Gi', pods: '110', 'nvidia.com/gpu': String(gpus) };
    const node = {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name, labels: { 'kubernetes.io/hostname': name, pool: 'gpu' } },
      spec: {},
      status: {
        capacity,
        allocatable: capacity,
        addresses: [
          { type: 'InternalIP', address },
          { type: 'Hostname', address: name },
        ],
        conditions: [{ type: 'Ready', status: 'True', reason: 'KubeletReady', message: '' }],
        nodeInfo: { kubeletVersion: 'v1.33.0' },
      },
    };
    this.store.create('nodes', node, 'kubelet');
    this.kubelets.set(name, new Kubelet(this.store, name, this.#has));
  }

  /** Writes a file for KUBECONFIG. @param {string} path */
  writeKubeconfig(path) {
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'fake',
      clusters: [
        { name: 'fake', cluster: { server: this.api.url, 'insecure-skip-tls-verify': true } },
      ],
      users: [{ name: 'fake', user: { token: this.token } }],
      contexts: [
        { name: 'fake', context: { cluster: 'fake', user: 'fake', namespace: this.namespace } },
      ],
    };
    writeFileSync(path, JSON.stringify(config), { mode: 0o600 });
    return path;
  }

  /** The machine dies with all its processes; NotReady after a while. @param {string} name */
  killNode(name) {
    this.kubelets.get(name)?.die();
    this.#silence(name);
  }

  /** It cannot be reached, and what runs there goes on. @param {string} name */
  partitionNode(name) {
    const kubelet = this.kubelets.get(name);
    if (kubelet) kubelet.isSilent = true;
    this.#silence(name);
  }

  /** @param {string} name */
  reviveNode(name) {
    clearTimeout(this.#silences.get(name));
    this.#setReady(name, 'True', 'KubeletReady', '');
    this.kubelets.get(name)?.comeBack();
  }

  /** Deletes the node itself, as an autoscaler does with a machine that is gone. @param {string} name */
  deleteNode(name) {
    this.kubelets.get(name)?.close();
    this.kubelets.delete(name);
    this.store.remove('nodes', this.store.get('nodes', name));
    for (const pod of this.#podsOn(name)) {
      this.#fail(pod, 'DeletionByPodGC', 'PodGC: node no longer exists');
      this.store.remove('pods', this.store.get('pods', pod.metadata.name, pod.metadata.namespace));
    }
  }

  /** `kubectl cordon` or `uncordon`. @param {string} name @param {boolean} unschedulable */
  cordon(name, unschedulable) {
    const node = this.store.get('nodes', name);
    const manager = unschedulable ? 'kubectl-cordon' : 'kubectl-uncordon';
    this.store.merge('nodes', node, { spec: { unschedulable: unschedulable || null } }, manager);
  }

  /** As by the eviction API or for the sake of another pod. @param {Thing} pod @param {'EvictionByEvictionAPI' | 'PreemptionByScheduler'} reason */
  evict(pod, reason) {
    this.store.edit('pods', pod, (copy) =>
      setCondition(copy, 'DisruptionTarget', 'True', {
        reason,
        message: `${reason}: made by a test`,
      }),
    );
    this.#delete('pods', pod, 'Background', undefined);
  }

  /** `kubectl delete job`, which does not wait for the pods. @param {string} name */
  deleteJob(name) {
    this.#delete('jobs', this.store.get('jobs', name, this.namespace), 'Background', undefined);
  }

  /** As Kueue does. @param {string} name @param {boolean} suspend */
  suspend(name, suspend) {
    this.store.merge(
      'jobs',
      this.store.get('jobs', name, this.namespace),
      { spec: { suspend } },
      'kueue',
    );
  }

  /** Looks at everything, as controllers do from time to time. */
  touch() {
    this.#soon();
  }

  /** @param {string} [job] */
  pods(job) {
    return this.store.all('pods', job ? { labelSelector: `${JOB_NAME}=${job}` } : {});
  }

  async close() {
    for (const timer of [...this.#silences.values(), ...this.#evictions]) clearTimeout(timer);
    clearTimeout(this.#tick);
    await this.api.stop();
    for (const kubelet of this.kubelets.values()) kubelet.close();
  }

  /** @param {string} node */
  #podsOn(node) {
    return this.store.all('pods').filter((pod) => pod.spec.nodeName === node);
  }

  /** @param {Thing} pod */
  #count(pod) {
    const [owner] = pod.metadata.ownerReferences ?? [];
    const job = owner && this.store.find('jobs', owner.name, pod.metadata.namespace);
    countPod(pod, job?.metadata.uid === owner?.uid ? job : undefined);
  }

  #soon() {
    this.#tick ??= setTimeout(() => {
      this.#tick = undefined;
      for (const node of this.store.all('nodes')) {
        this.#taintCordon(node);
        const isAway = this.kubelets.get(node.metadata.name)?.isSilent;
        const isCordoned = this.repairs && node.spec.unschedulable;
        if (isAway && isCordoned) this.reviveNode(node.metadata.name);
      }
      for (const job of this.store.all('jobs')) {
        reconcileJob(this.store, job, (pod) => this.#endOf(job, pod));
        this.#collect(job);
      }
      for (const pod of this.store.all('pods')) {
        placePod(this.store, pod);
        const live = this.store.find('pods', pod.metadata.name, pod.metadata.namespace);
        if (live) this.kubelets.get(live.spec.nodeName ?? '')?.sync(live);
      }
    }, TICK_MS);
  }

  /** The controller of nodes keeps a taint beside the field. @param {Thing} node */
  #taintCordon(node) {
    const { unschedulable = false, taints = [] } = node.spec;
    const is = (/** @type {any} */ { key }) => key === UNSCHEDULABLE;
    if (taints.some(is) === unschedulable) return;
    this.store.edit('nodes', node, ({ spec }) => {
      const others = taints.filter((/** @type {any} */ taint) => !is(taint));
      spec.taints = unschedulable
        ? [...others, { key: UNSCHEDULABLE, effect: 'NoSchedule' }]
        : others;
    });
  }

  /** @param {Thing} job @param {Thing} pod */
  #endOf(job, pod) {
    if (job.spec.suspend)
      this.store.edit('pods', pod, ({ metadata }) => {
        metadata.annotations = { ...metadata.annotations, [SUSPENDED]: 'true' };
      });
    this.#delete('pods', pod, 'Background', undefined);
    // What a suspension leaves over is no end that counts.
    const live = this.store.find('pods', pod.metadata.name, pod.metadata.namespace);
    if (live && isOver(live)) this.store.remove('pods', live);
  }

  /** A Job that is being deleted in the foreground goes when its pods have. @param {Thing} job */
  #collect(job) {
    const live = this.store.find('jobs', job.metadata.name, job.metadata.namespace);
    if (live?.metadata.uid !== job.metadata.uid || !live.metadata.deletionTimestamp) return;
    const pods = this.#ownedBy(live);
    for (const pod of pods)
      if (!pod.metadata.deletionTimestamp) this.#delete('pods', pod, 'Background', undefined);
    if (this.#ownedBy(live).length === 0) this.#removeOwner(live);
  }

  /** @param {Thing} owner */
  #ownedBy(owner) {
    return this.store
      .all('pods')
      .filter(({ metadata }) =>
        metadata.ownerReferences?.some(({ uid }) => uid === owner.metadata.uid),
      );
  }

  /** With its secrets. @param {Thing} job */
  #removeOwner(job) {
    this.store.remove('jobs', job);
    for (const secret of this.store.all('secrets'))
      if (secret.metadata.ownerReferences?.some(({ uid }) => uid === job.metadata.uid))
        this.store.remove('secrets', secret);
  }

  /** @param {string} plural @param {Thing} object @param {string} policy @param {number | undefined} grace s */
  #delete(plural, object, policy, grace) {
    if (plural === 'jobs' && policy === 'Foreground') {
      this.store.markDeleted('jobs', object, { finalizer: 'foregroundDeletion' });
    } else if (plural === 'jobs') {
      const pods = this.#ownedBy(object);
      this.#removeOwner(object);
      if (policy !== 'Orphan') for (const pod of pods) this.#delete('pods', pod, policy, undefined);
    } else if (plural === 'pods' && grace !== 0 && object.spec.nodeName && !isOver(object)) {
      this.store.markDeleted('pods', object, {
        grace: grace ?? object.spec.terminationGracePeriodSeconds ?? 30,
      });
    } else this.store.remove(plural, object);
  }

  /** @param {string} name */
  #silence(name) {
    const timer = setTimeout(() => {
      this.#setReady(name, 'Unknown', 'NodeStatusUnknown', 'Kubelet stopped posting node status.');
      for (const pod of this.#podsOn(name)) this.#evictAfterToleration(pod);
    }, this.#silenceMs);
    this.#silences.set(name, timer);
  }

  /** @param {Thing} pod */
  #evictAfterToleration(pod) {
    const taint = { key: UNREACHABLE, effect: 'NoExecute' };
    const tolerations = pod.spec.tolerations ?? [];
    const [own] = tolerations.filter((/** @type {any} */ one) => tolerates([one], taint));
    // The admission plug-in gives 300 s to a pod that says nothing.
    const seconds = own === undefined ? 300 : own.tolerationSeconds;
    if (seconds === undefined) return;
    const timer = setTimeout(() => {
      this.#fail(
        pod,
        'DeletionByTaintManager',
        `Taint manager: deleting due to NoExecute taint`,
        false,
      );
      this.#delete('pods', pod, 'Background', undefined);
    }, seconds * 1000);
    timer.unref();
    this.#evictions.add(timer);
  }

  /** @param {Thing} pod @param {string} reason @param {string} message @param {boolean} [isOverNow] */
  #fail(pod, reason, message, isOverNow = true) {
    this.store.edit('pods', pod, (copy) => {
      setCondition(copy, 'DisruptionTarget', 'True', { reason, message });
      if (isOverNow && !isOver(copy)) copy.status.phase = 'Failed';
    });
  }

  /** @param {string} name @param {'True' | 'Unknown'} status @param {string} reason @param {string} message */
  #setReady(name, status, reason, message) {
    const node = this.store.find('nodes', name);
    if (!node) return;
    this.store.edit('nodes', node, (copy) => {
      setCondition(copy, 'Ready', status, { reason, message });
      const others = (copy.spec.taints ?? []).filter(
        (/** @type {any} */ { key }) => key !== UNREACHABLE,
      );
      const ours = ['NoSchedule', 'NoExecute'].map((effect) => ({ key: UNREACHABLE, effect }));
      copy.spec.taints = status === 'True' ? others : [...others, ...ours];
    });
  }
}
