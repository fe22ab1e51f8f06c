import type { OrderAnswer } from '@gigafactory/core/api';
import type { Problem } from '../types.ts';
import { readToken } from './token.ts';

/**
 * Why there is no answer:
 * - `token`: this tab has no token, or not that of the control plane
 * - `none`: whatever serves this page knows no control plane
 * - `unknown`: there is no such run
 * - `lost`: the control plane, or what leads to it, does not answer
 * - `refused`: it answers that it will not
 */
type FaultReason = 'token' | 'none' | 'unknown' | 'lost' | 'refused';

/** Why the control plane gave no answer, in words. */
export interface ControlFault {
  readonly reason: FaultReason;
  readonly message: string;
}

export type ControlAnswer<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly fault: ControlFault };

/** Values in the query of a request; those that are undefined are left out. */
export type Query = Readonly<Record<string, string | number | undefined>>;

/** What a request needs of its surroundings, for tests to replace. */
export interface Wires {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly token: () => string | undefined;
  /** Where `control/` stands. */
  readonly base: () => string;
}

export const WIRES: Wires = {
  fetch: (url, init) => window.fetch(url, init),
  token: () => readToken(),
  base: () => document.baseURI,
};

const NO_TOKEN: ControlFault = { reason: 'token', message: 'This tab has no token.' };

/** A response whose body can be read, or why there is none. Rejects only when the signal aborts. */
export async function request(
  path: string,
  {
    query = {},
    wires = WIRES,
    ...init
  }: RequestInit & { readonly query?: Query; readonly wires?: Wires } = {},
): Promise<ControlAnswer<Response>> {
  const token = wires.token();
  if (token === undefined) return { ok: false, fault: NO_TOKEN };
  const headers = { ...init.headers, authorization: `Bearer ${token}` };
  let response: Response;
  try {
    response = await wires.fetch(urlOf(path, query, wires), {
      cache: 'no-store',
      ...init,
      headers,
    });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    return failed('lost', 'The control plane cannot be reached.');
  }
  return response.ok && isData(response)
    ? { ok: true, value: response }
    : { ok: false, fault: await faultOf(response) };
}

/** What a path of the control plane answers; the server answers as the contract says. */
export async function askControl<Value>(
  path: string,
  signal?: AbortSignal,
  wires: Wires = WIRES,
): Promise<ControlAnswer<Value>> {
  const asked = await request(path, { ...(signal ? { signal } : {}), wires });
  return asked.ok ? readJson<Value>(asked.value, signal) : asked;
}

/** Gives an order, which is carried out once: it is never sent again by itself. */
export async function giveOrder<Answer = OrderAnswer>(
  path: string,
  order: object,
  wires: Wires = WIRES,
): Promise<ControlAnswer<Answer>> {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify(order);
  const asked = await request(path, { method: 'POST', headers, body, wires });
  return asked.ok ? readJson<Answer>(asked.value) : asked;
}

/** The path of what belongs to a run. */
export function ofRun(run: string, what = ''): string {
  return below('runs', run, what);
}

/** The path of what belongs to a service. */
export function ofService(service: string, what = ''): string {
  return below('services', service, what);
}

/** The path of what belongs to a published model. */
export function ofModel(model: string, what: string): string {
  return below('models', model, what);
}

/** The path of what belongs to a chat. */
export function ofChat(chat: string, what = ''): string {
  return below('chats', chat, what);
}

function below(kind: 'runs' | 'services' | 'models' | 'chats', name: string, what: string): string {
  return `/${kind}/${encodeURIComponent(name)}${what && `/${what}`}`;
}

async function readJson<Value>(
  response: Response,
  signal?: AbortSignal,
): Promise<ControlAnswer<Value>> {
  try {
    const value: Value = await response.json();
    return { ok: true, value };
  } catch (error) {
    if (signal?.aborted) throw error;
    return failed('lost', 'The answer of the control plane was cut off.');
  }
}

/** A static server answers any path with the page itself. */
function isData({ headers }: Response): boolean {
  return !(headers.get('content-type') ?? '').startsWith('text/html');
}

async function faultOf(response: Response): Promise<ControlFault> {
  const { status } = response;
  const problem = await problemIn(response);
  const message = problem?.message ?? `The answer was ${status} ${response.statusText}`.trim();
  if (status === 401 || status === 403) return { reason: 'token', message };
  if (status >= 500) return { reason: 'lost', message };
  if (!problem) return { reason: 'none', message: 'There is no control plane behind this page.' };
  return { reason: status === 404 ? 'unknown' : 'refused', message };
}

/** The first problem in an answer of the usual form. */
async function problemIn(response: Response): Promise<Problem | undefined> {
  if (!(response.headers.get('content-type') ?? '').includes('json')) return undefined;
  try {
    const body: { readonly problems?: readonly Problem[] } = await response.json();
    return body.problems?.[0];
  } catch {
    return undefined;
  }
}

function urlOf(path: string, query: Query, wires: Wires): string {
  const url = new URL(`control${path}`, wires.base());
  url.hash = '';
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  return url.href;
}

function failed(reason: FaultReason, message: string): ControlAnswer<never> {
  return { ok: false, fault: { reason, message } };
}
