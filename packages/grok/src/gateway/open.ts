import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { failed, ok, type Problem, type Result } from '@gigafactory/core/base';
import { Archive } from './answer/archive.ts';
import type { BookStore } from './books/book-store.ts';
import { Books } from './books/books.ts';
import { readGatewayConfig } from './config/read.ts';
import { DEFAULT_CONFIG, type GatewayConfig } from './config/shape.ts';
import { Gateway } from './gateway.ts';
import { createGatewayApp } from './http/app.ts';
import { KeyBook } from './keys/key-book.ts';
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
  /** Hears what only an operator can mend. */
  readonly warn: (message: string) => void;
}

/** A gateway to be mounted: it answers what begins with `/v1/`. */
export interface OpenedGateway {
  readonly fetch: (request: Request) => Response | Promise<Response>;
  /** For Prometheus, in its text format. */
  readonly metrics: () => Promise<string>;
  /** Ids of the models that can be asked. */
  readonly models: () => readonly string[];
  readonly close: () => Promise<void>;
}

/** Names in the state folder. */
export const GATEWAY_FILE = 'gateway.yaml';
export function keyFile(home: string): string {
  return join(home, 'gateway-keys.jsonl');
}

/** Opens the gateway of a state folder. Codes: those of `readGatewayConfig`, `gateway.secret`. */
export async function openGateway(options: OpenGateway): Promise<Result<OpenedGateway>> {
  const { home, upstreams, books: store, env, isLocal, warn } = options;
  const now = () => Date.now();
  const config = readConfig(home, now() / 1000);
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
  const gateway = new Gateway({ config: config.value, routes, books, archive, now, warn });
  const keys = new KeyBook(keyFile(home), now);
  const mostBytes = config.value.requestSize;
  const app = createGatewayApp({ gateway, keys, mostBytes, isLocal, warn });
  return ok({
    fetch: (request) => app.fetch(request),
    metrics: () => gateway.metrics.registry.metrics(),
    models: () => routes.models().map(({ id }) => id),
    close: () => gateway.close(),
  });
}

function readConfig(home: string, now: number): Result<GatewayConfig> {
  const path = join(home, GATEWAY_FILE);
  if (!existsSync(path)) return ok(DEFAULT_CONFIG);
  return readGatewayConfig(readFileSync(path, 'utf8'), path, now);
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
