import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import type { Problem, Result } from '@gigafactory/core/base';
import {
  CONTROL_ROUTES,
  type ControlState,
  type LiveEndpoint,
  type LogEntry,
  type OrderAnswer,
  type ProgressEntry,
  type RunDetail,
  type RunEntry,
  type RunFactory,
  type RunSummary,
  type ServiceDetail,
  type ServiceStart,
  type ServiceSummary,
  type StartOrder,
} from '@gigafactory/core/control-plane';
import { openStateFolder, type StateFolder } from './state-folder.ts';

/** The connection to a control plane was lost: it has ended, or was ended. */
export class ControlLost extends Error {
  override readonly name = 'ControlLost';
}

/** Why no control plane can be had. */
export class ControlRefused extends Error {
  override readonly name = 'ControlRefused';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(({ message }) => message).join(' '));
    this.problems = problems;
  }
}

/** Who orders something, and why. */
export interface Orderer {
  readonly by: string;
  readonly why?: string | undefined;
}

export interface StreamQuery<Offset> {
  /** Goes on after the entry with this offset; from the beginning by default. */
  readonly after?: Offset | undefined;
  /** Waits for more until the run is over. */
  readonly follow?: boolean | undefined;
}

export interface LogStreamQuery extends StreamQuery<string> {
  readonly rank?: number | undefined;
  /** Lines older than this many seconds are left out. */
  readonly since?: number | undefined;
}

/** A control plane as its callers see it; every call rejects with `ControlLost` when it is gone. */
export interface ControlPlane {
  state(): Promise<ControlState>;
  start(order: StartOrder): Promise<Result<RunSummary>>;
  run(name: string): Promise<Result<RunDetail>>;
  factory(name: string): Promise<Result<RunFactory>>;
  stop(name: string, order: Orderer): Promise<Result<OrderAnswer>>;
  requeue(name: string, order: Orderer): Promise<Result<OrderAnswer>>;
  drain(name: string, order: Orderer & { readonly node: string }): Promise<Result<OrderAnswer>>;
  resume(name: string, order: Orderer & { readonly node: string }): Promise<Result<OrderAnswer>>;
  events(name: string, query?: StreamQuery<number>, signal?: AbortSignal): AsyncIterable<RunEntry>;
  progress(
    name: string,
    query?: StreamQuery<number>,
    signal?: AbortSignal,
  ): AsyncIterable<ProgressEntry>;
  logs(name: string, query?: LogStreamQuery, signal?: AbortSignal): AsyncIterable<LogEntry>;
  /** The journal as text, in pieces. */
  journal(name: string, signal?: AbortSignal): AsyncIterable<string>;
  /** An archive (`.tar.gz`), in pieces. */
  support(name: string, signal?: AbortSignal): AsyncIterable<Uint8Array>;

  /** Replicas of services that take requests now. */
  endpoints(): Promise<readonly LiveEndpoint[]>;
  readonly services: ServiceControl;
}

/** Services as callers of a control plane see them. */
export interface ServiceControl {
  start(order: ServiceStart): Promise<Result<{ readonly services: ServiceSummary[] }>>;
  service(name: string): Promise<Result<ServiceDetail>>;
  stop(name: string, order: Orderer): Promise<Result<OrderAnswer>>;
  scale(
    name: string,
    order: Orderer & { readonly least: number; readonly most: number },
  ): Promise<Result<OrderAnswer>>;
  /** Starts all replicas again, one after the other. */
  restart(name: string, order: Orderer): Promise<Result<OrderAnswer>>;
  /** Takes a node out of service, whatever uses it. */
  drain(name: string, order: Orderer & { readonly node: string }): Promise<Result<OrderAnswer>>;
  resume(name: string, order: Orderer & { readonly node: string }): Promise<Result<OrderAnswer>>;
  rollback(
    name: string,
    order: Orderer & { readonly version?: number | undefined },
  ): Promise<Result<OrderAnswer>>;
  events(name: string, query?: StreamQuery<number>, signal?: AbortSignal): AsyncIterable<RunEntry>;
  /** `rank` is the number of the replica, 0 by default. */
  logs(name: string, query?: LogStreamQuery, signal?: AbortSignal): AsyncIterable<LogEntry>;
  journal(name: string, signal?: AbortSignal): AsyncIterable<string>;
}

/** The control plane of a state folder; undefined if none is running. Rejects with `ControlRefused`. */
export async function connectControl(home: string): Promise<ControlPlane | undefined> {
  const folder = openStateFolder(home);
  if (!folder.ok) throw new ControlRefused(folder.problems);
  const control = new Client(folder.value);
  try {
    await control.state();
    return control;
  } catch (error) {
    if (error instanceof ControlLost) return undefined;
    throw error;
  }
}

type Route = (typeof CONTROL_ROUTES)[keyof typeof CONTROL_ROUTES];
type Query = Readonly<Record<string, string | number | undefined>>;

class Client implements ControlPlane {
  readonly #folder: StateFolder;

  constructor(folder: StateFolder) {
    this.#folder = folder;
  }

  async state(): Promise<ControlState> {
    const answer = await this.#ask(CONTROL_ROUTES.state, '');
    if (!answer.ok) throw new ControlRefused(answer.problems);
    return CONTROL_ROUTES.state.output.parse(answer.value);
  }

  start(order: StartOrder): Promise<Result<RunSummary>> {
    return this.#ask<RunSummary>(CONTROL_ROUTES.start, '', order);
  }

  run(name: string): Promise<Result<RunDetail>> {
    return this.#ask<RunDetail>(CONTROL_ROUTES.run, name);
  }

  factory(name: string): Promise<Result<RunFactory>> {
    return this.#ask<RunFactory>(CONTROL_ROUTES.factory, name);
  }

  stop(name: string, order: Orderer): Promise<Result<OrderAnswer>> {
    return this.#ask<OrderAnswer>(CONTROL_ROUTES.stop, name, order);
  }

  requeue(name: string, order: Orderer): Promise<Result<OrderAnswer>> {
    return this.#ask<OrderAnswer>(CONTROL_ROUTES.requeue, name, order);
  }

  drain(name: string, order: Orderer & { readonly node: string }): Promise<Result<OrderAnswer>> {
    return this.#ask<OrderAnswer>(CONTROL_ROUTES.drain, name, order);
  }

  resume(name: string, order: Orderer & { readonly node: string }): Promise<Result<OrderAnswer>> {
    return this.#ask<OrderAnswer>(CONTROL_ROUTES.resume, name, order);
  }

  events(name: string, query: StreamQuery<number> = {}, signal?: AbortSignal) {
    return this.#entries<RunEntry>(CONTROL_ROUTES.events, name, queryOf(query), signal);
  }

  progress(name: string, query: StreamQuery<number> = {}, signal?: AbortSignal) {
    return this.#entries<ProgressEntry>(CONTROL_ROUTES.progress, name, queryOf(query), signal);
  }

  logs(name: string, query: LogStreamQuery = {}, signal?: AbortSignal) {
    const { rank, since } = query;
    const all = { ...queryOf(query), rank, since };
    return this.#entries<LogEntry>(CONTROL_ROUTES.logs, name, all, signal);
  }

  journal(name: string, signal?: AbortSignal): AsyncIterable<string> {
    return this.#texts(CONTROL_ROUTES.journal, name, signal);
  }

  support(name: string, signal?: AbortSignal): AsyncIterable<Uint8Array> {
    return this.#stream(CONTROL_ROUTES.support, name, {}, signal);
  }

  async endpoints(): Promise<readonly LiveEndpoint[]> {
    const answer = await this.#ask(CONTROL_ROUTES.endpoints, '');
    if (!answer.ok) throw new ControlRefused(answer.problems);
    return CONTROL_ROUTES.endpoints.output.parse(answer.value).endpoints;
  }

  readonly services: ServiceControl = {
    start: (order) => this.#ask(CONTROL_ROUTES.startServices, '', order),
    service: (name) => this.#ask(CONTROL_ROUTES.service, name),
    stop: (name, order) => this.#ask(CONTROL_ROUTES.stopService, name, order),
    scale: (name, order) => this.#ask(CONTROL_ROUTES.scale, name, order),
    restart: (name, order) => this.#ask(CONTROL_ROUTES.restart, name, order),
    drain: (name, order) => this.#ask(CONTROL_ROUTES.drainService, name, order),
    resume: (name, order) => this.#ask(CONTROL_ROUTES.resumeService, name, order),
    rollback: (name, order) => this.#ask(CONTROL_ROUTES.rollback, name, order),
    events: (name, query = {}, signal) =>
      this.#entries<RunEntry>(CONTROL_ROUTES.serviceEvents, name, queryOf(query), signal),
    logs: (name, { rank, since, ...query } = {}, signal) => {
      const all = { ...queryOf(query), rank, since };
      return this.#entries<LogEntry>(CONTROL_ROUTES.serviceLogs, name, all, signal);
    },
    journal: (name, signal) => this.#texts(CONTROL_ROUTES.serviceJournal, name, signal),
  };

  async #ask<Value = unknown>(route: Route, name: string, body?: object): Promise<Result<Value>> {
    const response = await this.#send(route, name, {}, body);
    const pieces: Buffer[] = [];
    for await (const piece of guarded(response)) pieces.push(piece);
    const value: unknown = JSON.parse(Buffer.concat(pieces).toString('utf8'));
    if (response.statusCode === 200) return { ok: true, value: value as Value };
    return value as Result<never>;
  }

  async *#texts(route: Route, name: string, signal?: AbortSignal): AsyncIterable<string> {
    const decoder = new TextDecoder();
    for await (const piece of this.#stream(route, name, {}, signal)) {
      yield decoder.decode(piece, { stream: true });
    }
  }

  async *#entries<Entry>(
    route: Route,
    name: string,
    query: Query,
    signal: AbortSignal | undefined,
  ): AsyncIterable<Entry> {
    const decoder = new TextDecoder();
    let rest = '';
    for await (const piece of this.#stream(route, name, query, signal)) {
      const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line !== '') yield JSON.parse(line) as Entry;
    }
  }

  async *#stream(
    route: Route,
    name: string,
    query: Query,
    signal: AbortSignal | undefined,
  ): AsyncIterable<Uint8Array> {
    const response = await this.#send(route, name, query, undefined, signal);
    if (response.statusCode === 200) yield* guarded(response);
    else {
      const pieces: Buffer[] = [];
      for await (const piece of guarded(response)) pieces.push(piece);
      const { problems } = JSON.parse(Buffer.concat(pieces).toString('utf8'));
      throw new ControlRefused(problems);
    }
  }

  #send(
    route: Route,
    name: string,
    query: Query,
    body?: object,
    signal?: AbortSignal,
  ): Promise<IncomingMessage> {
    const { socket, token } = this.#folder;
    const search = new URLSearchParams();
    for (const [key, value] of Object.entries(query)) {
      if (value !== undefined) search.set(key, String(value));
    }
    const path = `/control${route.path.replace(':run', encodeURIComponent(name))}?${search}`;
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const options = { socketPath: socket, path, method: route.method, headers, agent: false };
    return new Promise((resolve, reject) => {
      const sent: ClientRequest = request(signal ? { ...options, signal } : options, resolve);
      sent.on('error', (error) => reject(signal?.aborted ? error : lost(error)));
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }
}

function queryOf<Offset extends string | number>({ after, follow }: StreamQuery<Offset>): Query {
  return { after, ...(follow ? { follow: 1 } : {}) };
}

/** The pieces of a response; one that is cut off rejects. */
async function* guarded(response: IncomingMessage): AsyncIterable<Buffer> {
  try {
    for await (const piece of response) yield piece as Buffer;
  } catch (error) {
    throw lost(error);
  }
}

function lost(cause: unknown): ControlLost {
  return new ControlLost('The connection to the control plane was lost.', { cause });
}
