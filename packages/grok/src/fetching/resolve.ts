import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { Result } from '@gigafactory/core/base';
import { isPublicAddress } from './address.ts';
import { refused } from './problem.ts';
import type { Target } from './target.ts';

/** Finds the addresses of a name. */
export type Resolve = (host: string) => Promise<readonly LookupAddress[]>;

export const systemResolve: Resolve = (host) => lookup(host, { all: true, verbatim: true });

/**
 * The addresses of a target, asked for once: whoever connects uses these, so that a name cannot mean another host by then. One address
 * that is not public spoils all of them: nobody honest mixes them.
 */
export async function addressesOf(
  { host, isAllowed }: Target,
  resolve: Resolve,
): Promise<Result<readonly LookupAddress[]>> {
  const family = isIP(host);
  if (family !== 0) return { ok: true, value: [{ address: host, family }] };
  let found: readonly LookupAddress[];
  try {
    found = await resolve(host);
  } catch {
    return refused('dns', `"${host}" is not found.`);
  }
  if (found.length === 0) return refused('dns', `"${host}" is not found.`);
  if (!isAllowed && !found.every(({ address }) => isPublicAddress(address)))
    return refused('host', `"${host}" is no host of the internet.`);
  return { ok: true, value: found };
}
