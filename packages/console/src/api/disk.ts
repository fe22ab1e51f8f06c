import { readToken } from './control/token.ts';
import type { Problem } from './types.ts';

/** The served file as it is on disk; what `GET /file` answers (see docs/library.md). */
export interface DiskState {
  readonly name: string;
  readonly text: string;
  /** Names the text on disk; null while there is no such file. */
  readonly revision: string | null;
  /** Texts of what it names beside it. */
  readonly beside: Readonly<Record<string, string>>;
  readonly problems: readonly Problem[];
  /** Why it cannot be saved; absent where it can. */
  readonly readOnly?: string;
}

/** What came of a question to the server: its answer, or why not; then perhaps with what is on disk. */
export type DiskAnswer =
  | { readonly ok: true; readonly value: DiskState }
  | {
      readonly ok: false;
      readonly code: string;
      readonly message: string;
      readonly disk?: DiskState;
    };

/** Code of an answer that did not come. */
export const LOST = 'console.lost';

/** Reads the served file. */
export function readDisk(): Promise<DiskAnswer> {
  return askServer({ method: 'GET', headers: { authorization: `Bearer ${readToken() ?? ''}` } });
}

/** Writes the served file over the revision that the text was made from. */
export function writeDisk(text: string, revision: string | null): Promise<DiskAnswer> {
  return askServer({
    method: 'PUT',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${readToken() ?? ''}` },
    body: JSON.stringify({ text, revision }),
  });
}

/** Calls back with the revision on disk, now and after each change; connects again by itself. */
export function followDisk(tell: (revision: string | null) => void): void {
  const changes = new EventSource(urlOf('file/changes'));
  changes.addEventListener('message', ({ data }) => {
    const { revision } = JSON.parse(String(data)) as Pick<DiskState, 'revision'>;
    tell(revision);
  });
}

async function askServer(init: RequestInit): Promise<DiskAnswer> {
  let response: Response;
  try {
    response = await window.fetch(urlOf('file'), { cache: 'no-store', ...init });
  } catch {
    return lost('“gigafactory up” does not answer; it may have been stopped.');
  }
  try {
    const body = (await response.json()) as
      | { readonly ok: true; readonly value: DiskState }
      | { readonly ok: false; readonly problems: readonly Problem[]; readonly value?: DiskState };
    if (body.ok) return body;
    const [{ code, message } = { code: LOST, message: response.statusText }] = body.problems;
    return { ok: false, code, message, ...(body.value ? { disk: body.value } : {}) };
  } catch {
    return lost(`The answer of the server was ${response.status} ${response.statusText}.`);
  }
}

function lost(message: string): DiskAnswer {
  return { ok: false, code: LOST, message };
}

function urlOf(path: string): string {
  const url = new URL(path, document.baseURI);
  url.hash = '';
  url.search = '';
  return url.href;
}
