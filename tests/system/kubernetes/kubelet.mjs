import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { INDEX, isOver, recordEvent, setCondition } from './job-controller.mjs';

/**
 * A node that runs pods as processes of this machine, each in a process group of its own.
 *
 * @typedef {import('./store.mjs').Store} Store
 * @typedef {import('./store.mjs').Thing} Thing
 * @typedef {{ pod: Thing, pid: number, isEnding: boolean, ended: { code: number } | undefined }} Container
 */

/** In the environment of everything that a pod starts, wherever it goes. */
const MARK = 'FAKE_KUBERNETES_POD';

/** ms between looks at whether killed processes are gone. */
const GONE_MS = 5;

/** ms after which a pull, or a container that lacks its secret, is tried again. */
const RETRY_MS = 300;

export class Kubelet {
  #store;
  #images;
  #path;
  /** @type {Map<string, Container>} by uid of the pod */
  #containers = new Map();
  #timers = new Set();
  /** It tells and hears nothing, as behind a broken network; what runs goes on. */
  isSilent = false;

  /** @param {Store} store @param {string} name @param {{ images: ReadonlySet<string>, path: string }} has images that can be pulled, and where they have their programs */
  constructor(store, name, { images, path }) {
    this.#store = store;
    this.name = name;
    this.#images = images;
    this.#path = path;
  }

  /** @param {Thing} pod of this node */
  sync(pod) {
    if (this.isSilent) return;
    const { uid, deletionTimestamp, deletionGracePeriodSeconds = 30 } = pod.metadata;
    const container = this.#containers.get(uid);
    if (container?.ended) return this.#tellEnd(pod, container);
    if (!container && isOver(pod)) return;
    if (!container) {
      if (deletionTimestamp) this.#store.remove('pods', pod);
      else if (pod.status.containerStatuses?.[0]?.state.running) this.#lose(pod);
      else this.#start(pod);
    } else if (deletionTimestamp) this.#terminate(container, deletionGracePeriodSeconds);
  }

  /** The machine loses power: all processes are gone, and nobody says so. */
  die() {
    this.isSilent = true;
    for (const [uid, { pid, ended }] of this.#containers) if (!ended) killAll(uid, pid);
    this.#containers.clear();
  }

  close() {
    for (const timer of this.#timers) clearTimeout(timer);
    this.die();
  }

  /** After it was away. */
  comeBack() {
    this.isSilent = false;
    for (const pod of this.#store.all('pods')) if (pod.spec.nodeName === this.name) this.sync(pod);
  }

  /** The kernel kills it for its memory. @param {string} uid of the pod */
  killForMemory(uid) {
    const container = this.#containers.get(uid);
    if (!container) return;
    container.pod.metadata.annotations = {
      ...container.pod.metadata.annotations,
      'fake/oom': 'true',
    };
    killAll(uid, container.pid);
  }

  /** Pids of the first process of each pod. */
  get pids() {
    return [...this.#containers.values()].filter(({ ended }) => !ended).map(({ pid }) => pid);
  }

  /** @param {Thing} pod */
  #start(pod) {
    const [container] = pod.spec.containers;
    if (!this.#images.has(container.image)) {
      const isFirst = pod.status.containerStatuses === undefined;
      const reason = isFirst ? 'ErrImagePull' : 'ImagePullBackOff';
      const message = isFirst
        ? `failed to pull and unpack image "${container.image}": not found`
        : `Back-off pulling image "${container.image}"`;
      return this.#wait(pod, reason, message);
    }
    const missing = (pod.spec.volumes ?? []).find(
      (/** @type {any} */ { hostPath }) =>
        hostPath?.type === 'Directory' && !existsSync(hostPath.path),
    );
    if (missing) {
      const message = `MountVolume.SetUp failed for volume "${missing.name}": hostPath type check failed: ${missing.hostPath.path} is not a directory`;
      recordEvent(this.#store, pod, 'FailedMount', message);
      return this.#wait(pod, 'ContainerCreating', '');
    }
    const secrets = this.#secretsOf(pod);
    if (typeof secrets === 'string')
      return this.#wait(pod, 'CreateContainerConfigError', `secret "${secrets}" not found`);
    const [file = '', ...args] = [...(container.command ?? []), ...(container.args ?? [])];
    const child = spawn(file, args, {
      cwd: container.workingDir,
      env: { PATH: this.#path, ...this.#environmentOf(pod), ...secrets },
      detached: true,
      stdio: 'ignore',
    });
    const { uid } = pod.metadata;
    /** @type {Container} */
    const entry = { pod, pid: child.pid ?? 0, isEnding: false, ended: undefined };
    this.#containers.set(uid, entry);
    child.on('error', () => this.#end(entry, 128));
    child.on('exit', (code, by) =>
      this.#end(entry, code ?? 128 + (by ? constants.signals[by] : 0)),
    );
    if (!child.pid) return;
    this.#edit(pod, (copy) => {
      const startedAt = new Date().toISOString();
      copy.status.phase = 'Running';
      copy.status.startTime = startedAt;
      copy.status.containerStatuses = [
        { name: container.name, ready: true, state: { running: { startedAt } } },
      ];
      setCondition(copy, 'Ready', 'True');
    });
  }

  /** @param {Container} container @param {number} code */
  #end(container, code) {
    const { uid } = container.pod.metadata;
    // With the first process of a container goes all that it holds, before anybody hears of its end.
    if (killAll(uid, container.pid) > 0)
      return void setTimeout(() => this.#end(container, code), GONE_MS);
    container.ended = { code };
    if (this.#containers.get(uid) !== container || this.isSilent) return;
    this.#tellEnd(container.pod, container);
  }

  /** @param {Thing} pod @param {Container} container */
  #tellEnd(pod, { pod: first, ended }) {
    if (!ended) return;
    const oom = first.metadata.annotations?.['fake/oom'] !== undefined;
    const done = this.#edit(pod, (copy) => {
      copy.status.phase = ended.code === 0 ? 'Succeeded' : 'Failed';
      const finishedAt = new Date().toISOString();
      const reason = oom ? 'OOMKilled' : ended.code === 0 ? 'Completed' : 'Error';
      const terminated = { exitCode: ended.code, reason, finishedAt };
      copy.status.containerStatuses = [
        { name: copy.spec.containers[0].name, ready: false, state: { terminated } },
      ];
      setCondition(copy, 'Ready', 'False', { reason: 'PodCompleted' });
    });
    if (done.metadata.deletionTimestamp) this.#store.remove('pods', done);
    this.#containers.delete(pod.metadata.uid);
  }

  /** It ran here before this node went away. @param {Thing} pod */
  #lose(pod) {
    this.#edit(pod, (copy) => {
      copy.status.phase = 'Failed';
      const terminated = {
        exitCode: 137,
        reason: 'ContainerStatusUnknown',
        finishedAt: new Date().toISOString(),
      };
      copy.status.containerStatuses = [
        { name: copy.spec.containers[0].name, ready: false, state: { terminated } },
      ];
    });
  }

  /** @param {Container} container @param {number} grace s */
  #terminate(container, grace) {
    if (container.isEnding) return;
    container.isEnding = true;
    const { pod, pid } = container;
    signal(pid, 'SIGTERM');
    this.#after(grace * 1000, () => {
      if (this.#containers.get(pod.metadata.uid)?.ended === undefined)
        killAll(pod.metadata.uid, pid);
    });
  }

  /** @param {Thing} pod @param {string} reason @param {string} message */
  #wait(pod, reason, message) {
    this.#edit(pod, (copy) => {
      copy.status.containerStatuses = [
        {
          name: copy.spec.containers[0].name,
          ready: false,
          state: { waiting: { reason, message } },
        },
      ];
    });
    this.#after(RETRY_MS, () => {
      const live = this.#store.find('pods', pod.metadata.name, pod.metadata.namespace);
      if (live?.metadata.uid === pod.metadata.uid && !this.#containers.has(pod.metadata.uid))
        this.sync(live);
    });
  }

  /** Data of the secrets that it takes its environment from; the name of one that is missing. @param {Thing} pod @returns {Record<string, string> | string} */
  #secretsOf({ metadata, spec }) {
    /** @type {Record<string, string>} */
    const found = {};
    for (const { secretRef } of spec.containers[0].envFrom ?? []) {
      const secret = this.#store.find('secrets', secretRef.name, metadata.namespace);
      if (!secret) return secretRef.name;
      for (const [name, value] of Object.entries(secret['data'] ?? {}))
        found[name] = Buffer.from(String(value), 'base64').toString();
      Object.assign(found, secret['stringData']);
    }
    return found;
  }

  /** @param {Thing} pod */
  #environmentOf({ metadata, spec }) {
    /** @type {Record<string, string>} */
    const env = { [MARK]: metadata.uid, HOSTNAME: spec.hostNetwork ? this.name : spec.hostname };
    for (const { name, value, valueFrom } of spec.containers[0].env ?? []) {
      const path = valueFrom?.fieldRef?.fieldPath;
      if (path === undefined) env[name] = value ?? '';
      else if (path === 'spec.nodeName') env[name] = this.name;
      else if (path === 'metadata.uid') env[name] = metadata.uid;
      else if (path === `metadata.annotations['${INDEX}']`)
        env[name] = metadata.annotations?.[INDEX] ?? '';
      else throw new RangeError(`this fake knows no field ${path}`);
    }
    return env;
  }

  /** @param {Thing} pod @param {(copy: Thing) => void} change @returns {Thing} */
  #edit(pod, change) {
    return this.#store.edit('pods', pod, change);
  }

  /** @param {number} ms @param {() => void} act */
  #after(ms, act) {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      if (!this.isSilent) act();
    }, ms);
    timer.unref();
    this.#timers.add(timer);
  }
}

/** @param {number} pid @param {NodeJS.Signals} name */
function signal(pid, name) {
  if (pid <= 0) return;
  try {
    process.kill(pid, name);
  } catch {
    // It has ended.
  }
}

/**
 * Kills the process group and what left it. Returns how many of them were there.
 *
 * @param {string} uid of the pod
 * @param {number} pid
 */
function killAll(uid, pid) {
  if (pid > 0) signal(-pid, 'SIGKILL');
  let found = 0;
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      // What has ended and waits for its parent has no environment.
      if (!readFileSync(`/proc/${name}/environ`, 'latin1').includes(`${MARK}=${uid}`)) continue;
      signal(Number(name), 'SIGKILL');
      found += 1;
    } catch {
      // It has ended, or is another user's.
    }
  }
  return found;
}
