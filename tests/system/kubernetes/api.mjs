import { createServer } from 'node:http';
import { ApiError } from './store.mjs';

/**
 * The HTTP side: routes, the bearer token, watches, and faults on order.
 *
 * @typedef {import('./store.mjs').Store} Store
 * @typedef {import('./store.mjs').Thing} Thing
 * @typedef {import('./store.mjs').Choice} Choice
 * @typedef {import('node:http').IncomingMessage} Request
 * @typedef {import('node:http').ServerResponse} Response
 *
 * @typedef {object} Fault
 * @property {RegExp} at of `METHOD /path?query`
 * @property {number} [times] once if it does not say
 * @property {number} [status] answered instead
 * @property {string} [reason]
 * @property {string} [message]
 * @property {number} [retryAfter] s
 * @property {number} [delayMs] before anything is done
 * @property {boolean} [isLost] it is done, and the connection ends without an answer
 *
 * @typedef {{ path: string[], method: string, query: URLSearchParams, body: any, type: string, manager: string }} Call
 * @typedef {{ plural: string, kind: string, apiVersion: string, namespace: string | undefined, name: string | undefined, part: string | undefined }} Target
 */

/** By plural: kind and API version. @type {Readonly<Record<string, readonly [string, string, boolean]>>} */
const RESOURCES = {
  nodes: ['Node', 'v1', false],
  namespaces: ['Namespace', 'v1', false],
  pods: ['Pod', 'v1', true],
  secrets: ['Secret', 'v1', true],
  events: ['Event', 'v1', true],
  persistentvolumeclaims: ['PersistentVolumeClaim', 'v1', true],
  jobs: ['Job', 'batch/v1', true],
  localqueues: ['LocalQueue', 'kueue.x-k8s.io/v1beta2', true],
};

/** ms between the bookmarks of a watch; a real server sends one about every minute. */
const BOOKMARK_MS = 1000;

const VERSION = { major: '1', minor: '33', gitVersion: 'v1.33.0', platform: 'linux/amd64' };

/** @param {string[]} path @returns {Target | undefined} */
function targetOf(path) {
  const rest = path[0] === 'api' ? path.slice(2) : path.slice(3);
  const group = path[0] === 'api' ? path[1] : `${path[1]}/${path[2]}`;
  const isWithin = rest[0] === 'namespaces' && rest.length > 2;
  const namespace = isWithin ? rest[1] : undefined;
  const [plural = '', name, part] = isWithin ? rest.slice(2) : rest;
  const [kind, apiVersion] = RESOURCES[plural] ?? [];
  if (!kind || !apiVersion || apiVersion !== group) return undefined;
  return { plural, kind, apiVersion, namespace, name, part };
}

export class FakeApi {
  #store;
  /** @type {Fault[]} */
  #faults = [];
  /** @type {Set<Response>} */
  #watches = new Set();
  /** @type {import('node:http').Server | undefined} */
  #server;
  #port = 0;
  #token;
  /** What the bearer may not do, `verb resource`. @type {Set<string>} */
  forbidden = new Set();
  /** ms by which its clock is ahead. */
  clockAhead = 0;
  /** `METHOD /path` of every request, oldest first. @type {string[]} */
  calls = [];
  /** What becomes of a deletion. @type {(plural: string, object: Thing, policy: string, grace: number | undefined) => void} */
  #delete;

  /** @param {Store} store @param {string} token @param {(plural: string, object: Thing, policy: string, grace: number | undefined) => void} onDelete */
  constructor(store, token, onDelete) {
    this.#store = store;
    this.#token = token;
    this.#delete = onDelete;
  }

  get url() {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** @returns {Promise<void>} */
  start() {
    const server = createServer((request, response) => void this.#serve(request, response));
    this.#server = server;
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#port, '127.0.0.1', () => {
        const address = server.address();
        if (typeof address === 'object' && address) this.#port = address.port;
        resolve();
      });
    });
  }

  /** Nothing answers any more; `start` brings it back on the same port. @returns {Promise<void>} */
  stop() {
    const server = this.#server;
    this.#server = undefined;
    return new Promise((resolve) => {
      if (!server) return resolve();
      server.close(() => resolve());
      server.closeAllConnections();
    });
  }

  /** @param {Fault} fault */
  inject(fault) {
    this.#faults.push({ times: 1, ...fault });
  }

  heal() {
    this.#faults = [];
  }

  /** Only this token is good from now on. @param {string} token */
  setToken(token) {
    this.#token = token;
  }

  dropWatches() {
    for (const response of this.#watches) response.destroy();
  }

  /** @param {Request} request @param {Response} response */
  async #serve(request, response) {
    const { method = 'GET', url = '/', headers } = request;
    const { pathname, searchParams: query } = new URL(url, this.url);
    this.calls.push(`${method} ${pathname}${query.has('watch') ? '?watch' : ''}`);
    try {
      const text = await bodyOf(request);
      const fault = this.#faultAt(`${method} ${url}`);
      if (fault?.delayMs) await new Promise((resolve) => setTimeout(resolve, fault.delayMs));
      if (headers.authorization !== `Bearer ${this.#token}`)
        throw new ApiError(401, 'Unauthorized', 'Unauthorized');
      if (fault?.status) {
        if (fault.retryAfter !== undefined) response.setHeader('retry-after', fault.retryAfter);
        const { reason = 'InternalError', message = 'injected' } = fault;
        throw new ApiError(fault.status, reason, message);
      }
      const type = headers['content-type'] ?? '';
      const [agent = 'unknown'] = (headers['user-agent'] ?? 'unknown').split('/');
      const manager = query.get('fieldManager') ?? agent;
      const path = pathname.split('/').filter(Boolean).map(decodeURIComponent);
      const body = text === '' ? undefined : JSON.parse(text);
      const call = { path, method, query, body, type, manager };
      const isWatch = query.get('watch') === 'true' || query.get('watch') === '1';
      if (isWatch) return this.#watch(call, response);
      const [status, answer] = this.#answer(call);
      if (fault?.isLost) return void response.destroy();
      this.#send(response, status, answer);
    } catch (error) {
      const told =
        error instanceof ApiError ? error : new ApiError(500, 'InternalError', String(error));
      this.#send(response, told.code, told.status);
    }
  }

  /** @param {string} line */
  #faultAt(line) {
    const fault = this.#faults.find(({ at, times = 1 }) => times > 0 && at.test(line));
    if (fault) fault.times = (fault.times ?? 1) - 1;
    return fault;
  }

  /** @param {Response} response @param {number} status @param {unknown} answer */
  #send(response, status, answer) {
    response.setHeader('date', new Date(Date.now() + this.clockAhead).toUTCString());
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer));
  }

  /** @param {Call} call @returns {[number, unknown]} */
  #answer(call) {
    const { path, method, body } = call;
    if (path.join('/') === 'version') return [200, VERSION];
    if (path.at(-1) === 'selfsubjectaccessreviews') {
      const { verb, resource } = body.spec.resourceAttributes;
      const allowed = !this.forbidden.has(`${verb} ${resource}`);
      return [201, { ...body, status: { allowed } }];
    }
    const target = targetOf(path);
    if (!target)
      throw new ApiError(404, 'NotFound', 'the server could not find the requested resource');
    this.#authorize(verbOf(method, target), target);
    if (method === 'GET' && target.name === undefined) return [200, this.#list(target, call)];
    if (method === 'GET')
      return [200, this.#store.get(target.plural, target.name ?? '', target.namespace)];
    if (method === 'DELETE') return [200, this.#remove(target, call)];
    const object = { ...body, kind: target.kind, apiVersion: target.apiVersion };
    object.metadata = {
      ...body?.metadata,
      ...(target.namespace && { namespace: target.namespace }),
    };
    if (target.name) object.metadata.name = target.name;
    if (method === 'POST') return [201, this.#store.create(target.plural, object, call.manager)];
    if (method === 'PUT')
      return [
        200,
        this.#checked(target, object, () =>
          this.#store.update(target.plural, object, call.manager),
        ),
      ];
    if (method === 'PATCH') return [200, this.#patch(target, object, call)];
    throw new ApiError(405, 'MethodNotAllowed', method);
  }

  /** @param {string} verb @param {Target} target */
  #authorize(verb, { plural, namespace }) {
    if (!this.forbidden.has(`${verb} ${plural}`)) return;
    const where = namespace ? `in the namespace "${namespace}"` : 'at the cluster scope';
    const message = `${plural} is forbidden: User "fake" cannot ${verb} resource "${plural}" ${where}`;
    throw new ApiError(403, 'Forbidden', message);
  }

  /** @param {Target} target @param {Call} call */
  #list({ plural, kind, apiVersion, namespace }, { query }) {
    const limit = Number(query.get('limit') ?? 0);
    const token = query.get('continue') ?? undefined;
    const resourceVersion = query.get('resourceVersion') ?? undefined;
    const exact = query.get('resourceVersionMatch') === 'Exact';
    const how = { limit, token, resourceVersion, exact };
    return {
      kind: `${kind}List`,
      apiVersion,
      ...this.#store.list(plural, choiceOf(namespace, query), how),
    };
  }

  /** @param {Target} target @param {any} object @param {Call} call */
  #patch(target, object, { type, query, body, manager }) {
    const { plural, name = '', namespace } = target;
    if (type.startsWith('application/apply-patch')) {
      if (!query.has('fieldManager'))
        throw new ApiError(400, 'BadRequest', 'fieldManager is required for apply patch');
      const force = query.get('force') === 'true';
      return this.#checked(target, object, () =>
        this.#store.apply(plural, object, { manager, force }),
      );
    }
    if (!type.startsWith('application/merge-patch'))
      throw new ApiError(415, 'UnsupportedMediaType', `this fake knows no ${type}`);
    return this.#store.merge(plural, this.#store.get(plural, name, namespace), body, manager);
  }

  /** Fields of a job that cannot change once it is there. @param {Target} target @param {any} object @param {() => Thing} act */
  #checked({ plural, name = '', namespace }, object, act) {
    const live = plural === 'jobs' ? this.#store.find(plural, name, namespace) : undefined;
    const same = (/** @type {unknown} */ a, /** @type {unknown} */ b) =>
      JSON.stringify(a) === JSON.stringify(b);
    const isOther = live && object.spec && !same(live.spec.template, object.spec.template);
    if (isOther)
      throw new ApiError(
        422,
        'Invalid',
        `Job.batch "${name}" is invalid: spec.template: field is immutable`,
      );
    return act();
  }

  /** @param {Target} target @param {Call} call */
  #remove({ plural, name = '', namespace }, { query, body }) {
    const object = this.#store.get(plural, name, namespace);
    const uid = body?.preconditions?.uid;
    if (uid !== undefined && uid !== object.metadata.uid)
      throw new ApiError(
        409,
        'Conflict',
        `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${object.metadata.uid}`,
      );
    const policy = body?.propagationPolicy ?? query.get('propagationPolicy') ?? 'Background';
    const grace = body?.gracePeriodSeconds ?? query.get('gracePeriodSeconds') ?? undefined;
    this.#delete(plural, object, policy, grace === undefined ? undefined : Number(grace));
    return this.#store.find(plural, name, namespace) ?? object;
  }

  /** @param {Call} call @param {Response} response */
  #watch({ path, query }, response) {
    const target = targetOf(path);
    if (!target)
      throw new ApiError(404, 'NotFound', 'the server could not find the requested resource');
    this.#authorize('watch', target);
    const choice = choiceOf(target.namespace, query);
    const asked = query.get('resourceVersion') ?? '';
    response.writeHead(200, { 'content-type': 'application/json' });
    const write = (/** @type {unknown} */ event) =>
      void response.write(`${JSON.stringify(event)}\n`);
    const past = Number(asked) > 0 ? this.#store.since(target.plural, Number(asked)) : [];
    if (past === undefined) {
      // A server that knows no such version any more answers 200 all the same.
      write({
        type: 'ERROR',
        object: new ApiError(410, 'Expired', `too old resource version: ${asked}`).status,
      });
      return void response.end();
    }
    if (Number(asked) === 0)
      for (const object of this.#store.all(target.plural, choice)) write({ type: 'ADDED', object });
    const tell = (/** @type {import('./store.mjs').Entry} */ entry) => {
      const seen = entry.plural === target.plural && this.#store.seenBy(entry, choice);
      if (seen) write(seen);
    };
    past.forEach(tell);
    this.#keepOpen(response, this.#store.listen(tell), query, () => {
      const { kind, apiVersion } = target;
      const metadata = { resourceVersion: String(this.#store.version), creationTimestamp: null };
      write({ type: 'BOOKMARK', object: { kind, apiVersion, metadata } });
    });
  }

  /** @param {Response} response @param {() => void} stop @param {URLSearchParams} query @param {() => void} bookmark */
  #keepOpen(response, stop, query, bookmark) {
    response.flushHeaders();
    this.#watches.add(response);
    const wants = query.get('allowWatchBookmarks') === 'true';
    const bookmarks = wants ? setInterval(bookmark, BOOKMARK_MS) : undefined;
    const seconds = Number(query.get('timeoutSeconds') ?? 1800);
    const end = setTimeout(() => response.end(), seconds * 1000);
    response.on('close', () => {
      stop();
      clearInterval(bookmarks);
      clearTimeout(end);
      this.#watches.delete(response);
    });
  }
}

/** @param {string | undefined} namespace @param {URLSearchParams} query @returns {Choice} */
function choiceOf(namespace, query) {
  const labelSelector = query.get('labelSelector') ?? undefined;
  return { namespace, labelSelector, fieldSelector: query.get('fieldSelector') ?? undefined };
}

/** @param {string} method @param {Target} target */
function verbOf(method, { name }) {
  if (method === 'GET') return name === undefined ? 'list' : 'get';
  return { POST: 'create', PUT: 'update', PATCH: 'patch', DELETE: 'delete' }[method] ?? method;
}

/** @param {Request} request @returns {Promise<string>} */
async function bodyOf(request) {
  let text = '';
  request.setEncoding('utf8');
  for await (const chunk of request) text += chunk;
  return text;
}
