import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { failed, ok, type Problem, type Result } from '@gigafactory/core/base';
import { Archive } from './answer/archive.ts';
import type { BookStore } from './books/book-store.ts';
import { Books } from './books/books.ts';
import { reportUsage, type UsageReport } from './books/usage-report.ts';
import { readConfigOf } from './config/read.ts';
import type { GatewayConfig } from './config/shape.ts';
import { Gateway } from './gateway.ts';
import { createListener } from './http/listener.ts';
import { type InnerDoors, innerDoors } from './inner.ts';
import { KeyBook } from './keys/key-book.ts';
import { readKeys } from './keys/key-file.ts';
import { RemoteUpstream } from './remote/remote-upstream.ts';
import { Routes } from './route/routes.ts';
import { type LookAtServices, ServiceFleet } from './services/fleet.ts';
import type { Upstream } from './upstream.ts';

export interface OpenGateway {
  /** The state folder. */
  readonly home: string;
  /** Upstreams of this machine; they are asked before those of the file. */
  readonly upstreams: readonly Upstream[];
  /** How live services are looked at; absent if this machine can have none. */
  readonly services?: LookAtServices | undefined;
  /** Where the books are kept; absent if they cannot be, and then only free models answer. */
  readonly books?: BookStore | undefined;
  /** Environment variables, for the keys of upstreams. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether nobody but this machine can reach it: no key is needed then while none was made. */
  readonly isLocal: boolean;
  /** Whether a key is needed all the same; if absent, it is not. */
  readonly needsKey?: () => boolean;
  /** Hears what only an operator can mend. */
  readonly warn: (message: string) => void;
}

/** A gateway to be mounted: it answers what begins with `/v1/`. */
export interface OpenedGateway {
  readonly listener: RequestListener;
  /** For Prometheus, in its text format. */
  readonly metrics: () => Promise<string>;
  /** Ids of the models that can be asked. */
  readonly models: () => readonly string[];
  /** For a part of this program that holds conversations. */
  readonly inner: InnerDoors;
  readonly close: () => Promise<void>;
}

/** How often replies that were kept long enough are removed from the disk. */
const TIDY_MS = 3_600_000;

/** In the state folder. */
export function keyFile(home: string): string {
  return join(home, 'gateway-keys.jsonl');
}

/** What is wrong with the `gateway.yaml` of a state folder, if it has one; codes as of `openGateway`. */
export function checkGateway({ home, env }: Pick<OpenGateway, 'home' | 'env'>): readonly Problem[] {
  const now = Date.now() / 1000;
  const config = readConfigOf(home, now);
  const remotes = config.ok ? openRemotes(config.value, env, now) : config;
  return remotes.ok ? [] : remotes.problems;
}

/** Opens the gateway of a state folder. Codes: those of `readGatewayConfig`, `gateway.secret`. */
export async function openGateway(options: OpenGateway): Promise<Result<OpenedGateway>> {
  const { home, upstreams, books: store, env, isLocal, warn, needsKey = () => false } = options;
  const now = () => Date.now();
  const config = readConfigOf(home, now() / 1000);
  if (!config.ok) return config;
  const remotes = openRemotes(config.value, env, now() / 1000);
  if (!remotes.ok) return remotes;
  const fleet = openFleet(config.value, options, now);
  const routes = new Routes({
    config: config.value,
    own: upstreams,
    fleet,
    remotes: remotes.value,
  });
  const books = await Books.open(store);
  const archive = new Archive(join(home, 'gateway-answers'), () => config.value.retention);
  await Promise.all([archive.prune(now()), fleet?.open()]);
  const tidying = archive.keeps && setInterval(() => void archive.prune(now()), TIDY_MS).unref();
  const gateway = new Gateway({ config: config.value, routes, books, archive, now, warn });
  const keys = new KeyBook(keyFile(home), now);
  const mostBytes = config.value.requestSize;
  return ok({
    listener: createListener({ gateway, keys, mostBytes, isLocal, needsKey, warn }),
    metrics: () => gateway.metrics.registry.metrics(),
    models: () => routes.models().map(({ id }) => id),
    inner: innerDoors(gateway, config.value, new Set(upstreams.map(({ name }) => name))),
    close: () => {
      if (tidying) clearInterval(tidying);
      return gateway.close();
    },
  });
}

export interface UsageOrder {
  /** The state folder. */
  readonly home: string;
  /** Of its books. */
  readonly lines: AsyncIterable<string>;
  /** Day of UTC from which on answers count. */
  readonly since?: string | undefined;
  /** Names of people by their ids: they are booked as keys are. */
  readonly people?: Readonly<Record<string, string>>;
  /** Name or id of the only key whose answers count. */
  readonly key?: string | undefined;
  /** ms since 1970. */
  readonly now: number;
}

/** What the books of a state folder tell. Codes: of `readGatewayConfig` and `readKeys`, `keys.unknown`, `books.broken`. */
export async function readUsage(order: UsageOrder): Promise<Result<NamedUsage>> {
  const { home, lines, since, key, now, people = {} } = order;
  const config = readConfigOf(home, now / 1000);
  if (!config.ok) return config;
  const keys = readKeys(keyFile(home));
  if (!keys.ok) return keys;
  const known = [...keys.value, ...Object.entries(people).map(([id, name]) => ({ id, name }))];
  const meant = known.filter(({ id, name }) => id === key || name === key);
  if (key !== undefined && meant.length === 0) {
    const message = `No key was ever named ${key}, and no person is; "gigafactory keys" and "gigafactory people" list them.`;
    return failed({ code: 'keys.unknown', message });
  }
  const only = key === undefined ? undefined : new Set(meant.map(({ id }) => id));
  const today = new Date(now).toISOString().slice(0, 10);
  const report = await reportUsage(lines, {
    ...{ config: config.value, keys: keys.value, since, only, today },
  });
  const names = Object.fromEntries(known.map(({ id, name }) => [id, name]));
  return report.ok ? ok({ ...report.value, names }) : report;
}

export interface NamedUsage extends UsageReport {
  /** Names of keys by their ids. */
  readonly names: Readonly<Record<string, string>>;
}

function openFleet(
  { services: config }: GatewayConfig,
  { services: look, warn }: OpenGateway,
  now: () => number,
): ServiceFleet | undefined {
  return config && look ? new ServiceFleet({ config, look, now, warn }) : undefined;
}

function openRemotes(
  { upstreams }: GatewayConfig,
  env: OpenGateway['env'],
  since: number,
): Result<readonly Upstream[]> {
  const problems: Problem[] = [];
  const opened = Object.entries(upstreams).map(([name, config]) => {
    const { keyFrom } = config;
    const secret = keyFrom === undefined ? undefined : env[keyFrom];
    if (keyFrom !== undefined && !secret) {
      const message = `${keyFrom} is not set here, and the upstream ${name} is asked with the key in it.`;
      const path = `upstreams.${name}.keyFrom`;
      problems.push({ code: 'gateway.secret', path, message });
    }
    return new RemoteUpstream({ name, config, secret, since });
  });
  return problems.length > 0 ? failed(...problems) : ok(opened);
}
