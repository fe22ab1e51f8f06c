import { join } from 'node:path';
import type { OpenedGateway, Upstream } from '@gigafactory/grok/gateway';
import type { PeopleOf } from '@gigafactory/server/people';
import type { StateFolder } from '@gigafactory/server/state';
import { InputError } from './failure.ts';
import type { Io } from './io.ts';
import { liveServices } from './live-services.ts';

export interface UpGateway {
  readonly gateway: OpenedGateway;
  /** What a person should know of it, in sentences. */
  readonly notes: readonly string[];
}

/**
 * The gateway that `up` serves below `/v1/`, with the upstreams of this machine, its live services and those of `gateway.yaml`.
 * @throws InputError with what is wrong in that file
 */
export async function openUpGateway(
  io: Io,
  folder: StateFolder,
  upstreams: readonly Upstream[],
  accounts: PeopleOf,
): Promise<UpGateway> {
  // Loaded only here: no other command should pay for them.
  const { GATEWAY_FILE, openGateway } = await import('@gigafactory/grok/gateway');
  const { openBooks } = await import('@gigafactory/server');
  // The books have one writer: the gateway that people ask, not the replicas that it asks.
  const books = isReplica(io.env) ? undefined : await openBooks(folder);
  const opened = await openGateway({
    ...{ home: folder.home, upstreams, env: io.env, services: liveServices(io.control) },
    ...(books?.ok ? { books: books.value } : {}),
    // `serve` listens on loopback only.
    isLocal: true,
    // Where people sign in, nobody asks without a name; nor where it cannot be known whether they do.
    needsKey: () => {
      const people = accounts.get();
      return !people.ok || people.value !== undefined;
    },
    warn: (message) => io.stderr.write(`gateway: ${message}\n`),
  });
  if (!opened.ok) {
    if (books?.ok) await books.value.close();
    throw new InputError(opened.problems, join(folder.home, GATEWAY_FILE));
  }
  const notes =
    books === undefined || books.ok
      ? []
      : books.problems.map(
          ({ message }) => `Only free models answer, and no usage is kept: ${message}`,
        );
  return { gateway: opened.value, notes };
}

/** @throws InputError with what is wrong in the `gateway.yaml` of the state folder, if it has one */
export async function refuseGateway(
  { env }: Pick<Io, 'env'>,
  { home }: StateFolder,
): Promise<void> {
  const { checkGateway, GATEWAY_FILE } = await import('@gigafactory/grok/gateway');
  const problems = checkGateway({ home, env });
  if (problems.length > 0) throw new InputError(problems, join(home, GATEWAY_FILE));
}

/** Whether a service has this process as a replica: engines say so to what they start. */
export function isReplica(env: Io['env']): boolean {
  return env['GIGAFACTORY_ATTEMPT'] !== undefined;
}
