import type { Result } from '@gigafactory/core/base';

/** Why something was not fetched; after `fetch.` in the code of the problem. */
export type Refusal =
  /** No URL, or one that says more than where something is. */
  | 'url'
  | 'protocol'
  | 'credentials'
  | 'port'
  /** A host that is no public one, by its name or by any of its addresses. */
  | 'host'
  | 'dns'
  | 'redirect'
  | 'connect'
  | 'tls'
  | 'time'
  | 'stopped'
  | 'status'
  | 'size'
  | 'encoding'
  /** The bytes are of another kind than was asked for. */
  | 'kind';

/** A refusal as a result. */
export function refused(code: Refusal, message: string): Result<never> {
  return { ok: false, problems: [{ code: `fetch.${code}`, message }] };
}
