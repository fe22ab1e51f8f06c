import { randomUUID } from 'node:crypto';
import { apply, claim, managedFieldsOf, mergePatch } from './ownership.mjs';
import { meets, meetsFields, parseSelector } from './selectors.mjs';

/**
 * The objects of a cluster, with one version counter, a history that can be compacted, and everybody who watches.
 *
 * @typedef {import('./ownership.mjs').Json} Json
 * @typedef {import('./ownership.mjs').Owner} Owner
 * @typedef {{ name: string, namespace?: string, uid: string, resourceVersion: string, generation?: number,
 *   creationTimestamp: string, deletionTimestamp?: string, deletionGracePeriodSeconds?: number,
 *   labels?: Record<string, string>, annotations?: Record<string, string>, finalizers?: string[],
 *   ownerReferences?: { uid: string, kind: string, name: string }[], managedFields?: unknown[] }} Metadata
 * @typedef {{ apiVersion: string, kind: string, metadata: Metadata, spec: any, status: any } & Record<string, any>} Thing
 * @typedef {'ADDED' | 'MODIFIED' | 'DELETED'} Change
 * @typedef {{ version: number, type: Change, plural: string, object: Thing, before: Thing | undefined }} Entry
 * @typedef {{ namespace?: string | undefined, labelSelector?: string | undefined, fieldSelector?: string | undefined }} Choice
 */

export class ApiError extends Error {
  /** @param {number} code @param {string} reason @param {string} message @param {Json} [more] of the Status */
  constructor(code, reason, message, more = {}) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.more = more;
  }

  get status() {
    const { code, reason, message, more } = this;
    const kind = { apiVersion: 'v1', kind: 'Status', metadata: {} };
    return { ...kind, status: 'Failure', message, reason, code, ...more };
  }
}

/** @param {string} what */
const conflict = (what) => new ApiError(409, 'Conflict', what);

/** @param {Metadata} metadata */
const keyOf = ({ namespace = '', name }) => `${namespace}/${name}`;

/** @param {Thing} object @param {Choice} choice */
function isChosen(object, { namespace, labelSelector = '', fieldSelector = '' }) {
  if (namespace !== undefined && object.metadata.namespace !== namespace) return false;
  return (
    meets(object.metadata.labels ?? {}, parseSelector(labelSelector)) &&
    meetsFields(object, fieldSelector)
  );
}

export class Store {
  /** @type {Map<string, Map<string, Thing>>} by plural, then by key */
  #objects = new Map();
  /** @type {Map<string, Owner[]>} by uid */
  #owners = new Map();
  /** @type {Entry[]} */
  #history = [];
  #version = 1000;
  #oldest = 1000;
  /** @type {Set<(entry: Entry) => void>} */
  #listeners = new Set();
  /** @type {Map<string, { version: number, rest: Thing[] }>} lists that are being read in pieces */
  #pieces = new Map();

  get version() {
    return this.#version;
  }

  /** Hears of every change, after it. @param {(entry: Entry) => void} listener @returns {() => void} */
  listen(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Forgets the past: watches and lists from before are gone. */
  compact() {
    this.#history = [];
    this.#oldest = this.#version;
  }

  /** @param {string} plural @param {Choice} [choice] @returns {Thing[]} */
  all(plural, choice = {}) {
    return [...(this.#objects.get(plural)?.values() ?? [])].filter((one) => isChosen(one, choice));
  }

  /** @param {string} plural @param {string} name @param {string} [namespace] @returns {Thing | undefined} */
  find(plural, name, namespace = '') {
    return this.#objects.get(plural)?.get(`${namespace}/${name}`);
  }

  /** @param {string} plural @param {string} name @param {string} [namespace] @returns {Thing} */
  get(plural, name, namespace) {
    const found = this.find(plural, name, namespace);
    if (!found) throw new ApiError(404, 'NotFound', `${plural} "${name}" not found`);
    return found;
  }

  /**
   * @param {string} plural
   * @param {Choice} choice
   * @param {{ limit?: number, token?: string | undefined, resourceVersion?: string | undefined, exact?: boolean }} [how]
   */
  list(plural, choice, { limit = 0, token, resourceVersion, exact = false } = {}) {
    if (exact && Number(resourceVersion) < this.#oldest) throw this.#compacted();
    let from = { version: this.#version, rest: this.all(plural, choice) };
    if (token !== undefined) {
      const left = this.#pieces.get(token);
      if (!left || left.version < this.#oldest) throw this.#compacted(from.rest);
      from = left;
    }
    const items = limit > 0 ? from.rest.slice(0, limit) : from.rest;
    const rest = from.rest.slice(items.length);
    /** @type {Json} */
    const metadata = { resourceVersion: String(from.version) };
    if (rest.length > 0) metadata['continue'] = this.#keep({ version: from.version, rest });
    return { metadata, items };
  }

  /** As a server answers after compaction: with a token that goes on, inconsistently. @param {Thing[]} [rest] */
  #compacted(rest) {
    const message =
      'The provided continue parameter is too old to display a consistent list result.';
    const metadata = rest ? { continue: this.#keep({ version: this.#version, rest }) } : {};
    return new ApiError(410, 'Expired', message, { metadata });
  }

  /** @param {{ version: number, rest: Thing[] }} piece */
  #keep(piece) {
    const token = Buffer.from(randomUUID()).toString('base64');
    this.#pieces.set(token, piece);
    return token;
  }

  /** What happened since; undefined if that is not known any more. @param {string} plural @param {number} version */
  since(plural, version) {
    if (version < this.#oldest) return undefined;
    return this.#history.filter((entry) => entry.plural === plural && entry.version > version);
  }

  /** @param {string} plural @param {Json & { metadata: Partial<Metadata> }} body @param {string} manager @param {Owner[]} [owners] @returns {Thing} */
  create(plural, body, manager, owners) {
    const { name, namespace } = body.metadata;
    if (!name) throw new ApiError(422, 'Invalid', 'metadata.name: Required value');
    if (this.find(plural, name, namespace))
      throw new ApiError(409, 'AlreadyExists', `${plural} "${name}" already exists`);
    const uid = randomUUID();
    const metadata = {
      ...body.metadata,
      name,
      uid,
      resourceVersion: '',
      generation: 1,
      creationTimestamp: new Date().toISOString(),
    };
    const object = /** @type {Thing} */ ({ status: {}, ...structuredClone(body), metadata });
    this.#owners.set(uid, owners ?? claim([], {}, object, manager));
    return this.#put('ADDED', plural, object);
  }

  /** Replaces it, if nobody was quicker. @param {string} plural @param {Thing} body @param {string} manager @returns {Thing} */
  update(plural, body, manager) {
    const live = this.get(plural, body.metadata.name, body.metadata.namespace);
    const { resourceVersion, uid } = body.metadata;
    if (resourceVersion && resourceVersion !== live.metadata.resourceVersion)
      throw conflict(
        `Operation cannot be fulfilled on ${plural} "${live.metadata.name}": the object has been modified; please apply your changes to the latest version and try again`,
      );
    if (uid && uid !== live.metadata.uid) throw conflict(`uid mismatch: ${uid}`);
    const owners = claim(this.#owners.get(live.metadata.uid) ?? [], live, body, manager);
    return this.#change(plural, live, body, owners);
  }

  /** @param {string} plural @param {Thing} live @param {Json} patch @param {string} manager @returns {Thing} */
  merge(plural, live, patch, manager) {
    return this.update(plural, /** @type {Thing} */ (mergePatch(live, patch)), manager);
  }

  /** @param {string} plural @param {Json & { metadata: Partial<Metadata> }} config @param {{ manager: string, force: boolean }} how @returns {Thing} */
  apply(plural, config, how) {
    const { name = '', namespace } = config.metadata;
    const live = this.find(plural, name, namespace);
    if (!live) {
      const result = apply({}, [], { config, ...how });
      return this.create(plural, config, how.manager, 'owners' in result ? result.owners : []);
    }
    const result = apply(live, this.#owners.get(live.metadata.uid) ?? [], { config, ...how });
    if ('conflicts' in result)
      throw conflict(
        `Apply failed with ${result.conflicts.length} conflict: ${result.conflicts.join(', ')}`,
      );
    return this.#change(plural, live, /** @type {Thing} */ (result.object), result.owners);
  }

  /** Changes it for a controller of the cluster itself. @param {string} plural @param {Thing} object @param {(copy: Thing) => void} edit @returns {Thing} */
  edit(plural, object, edit) {
    const live = this.find(plural, object.metadata.name, object.metadata.namespace);
    if (live?.metadata.uid !== object.metadata.uid) return object;
    const copy = structuredClone(live);
    edit(copy);
    return this.#change(plural, live, copy, this.#owners.get(live.metadata.uid) ?? []);
  }

  /** Begins its deletion: what has finalizers, or is a pod on a node, goes later. @param {string} plural @param {Thing} object @param {{ grace?: number | undefined, finalizer?: string | undefined }} [how] */
  markDeleted(plural, object, { grace, finalizer } = {}) {
    return this.edit(plural, object, ({ metadata }) => {
      metadata.deletionTimestamp ??= new Date().toISOString();
      if (grace !== undefined) metadata.deletionGracePeriodSeconds = grace;
      if (finalizer) metadata.finalizers = [...(metadata.finalizers ?? []), finalizer];
    });
  }

  /** @param {string} plural @param {Thing} object */
  remove(plural, object) {
    const live = this.find(plural, object.metadata.name, object.metadata.namespace);
    if (live?.metadata.uid !== object.metadata.uid) return;
    this.#owners.delete(live.metadata.uid);
    this.#put('DELETED', plural, structuredClone(live));
  }

  /** @param {string} plural @param {Thing} live @param {Thing} next @param {Owner[]} owners @returns {Thing} */
  #change(plural, live, next, owners) {
    const same = (/** @type {unknown} */ a, /** @type {unknown} */ b) =>
      JSON.stringify(a) === JSON.stringify(b);
    const { uid, creationTimestamp, generation = 1 } = live.metadata;
    const owned = same(managedFieldsOf(owners), live.metadata.managedFields);
    const metadata = { ...next.metadata, uid, creationTimestamp };
    metadata.resourceVersion = live.metadata.resourceVersion;
    metadata.generation = same(live.spec, next.spec) ? generation : generation + 1;
    const object = { ...next, metadata };
    if (owned && same(object, live)) return live;
    this.#owners.set(uid, owners);
    return this.#put('MODIFIED', plural, object);
  }

  /** @param {Change} type @param {string} plural @param {Thing} object @returns {Thing} */
  #put(type, plural, object) {
    const version = ++this.#version;
    const objects = this.#objects.get(plural) ?? new Map();
    this.#objects.set(plural, objects);
    const key = keyOf(object.metadata);
    const before = objects.get(key);
    object.metadata.resourceVersion = String(version);
    object.metadata.managedFields = managedFieldsOf(this.#owners.get(object.metadata.uid) ?? []);
    if (type === 'DELETED') objects.delete(key);
    else objects.set(key, object);
    const entry = { version, type, plural, object, before };
    this.#history.push(entry);
    for (const listener of [...this.#listeners]) listener(entry);
    return object;
  }

  /** An entry as a watcher with a choice sees it. @param {Entry} entry @param {Choice} choice */
  seenBy({ type, object, before }, choice) {
    const is = isChosen(object, choice);
    const was = before !== undefined && isChosen(before, choice);
    if (type === 'DELETED') return is || was ? { type, object } : undefined;
    if (is) return { type: was ? 'MODIFIED' : 'ADDED', object };
    return was ? { type: 'DELETED', object } : undefined;
  }
}
