/** Texts by path in the factory file: `{ 'fleet.gpus': '50000' }`. */
export type Edits = Readonly<Record<string, string>>;

/** What the address says about the open factory. */
export interface UrlFactory {
  /** Name of the file; absent for the default. */
  readonly file?: string;
  /** Id of the text that the edits are on; absent for the text as it was opened or saved last. */
  readonly draft?: string;
  /** In the order in which they were made. */
  readonly edits: Edits;
}

const FILE = 'file';
const DRAFT = 'draft';
const EDIT = 'set.';

/** Reads `?file=one-pod&set.fleet.gpus=500`; parameters of other owners are left alone. */
export function readUrl(search: string): UrlFactory {
  const params = new URLSearchParams(search);
  const edits: Record<string, string> = {};
  for (const [name, text] of params) {
    if (name.startsWith(EDIT) && name.length > EDIT.length) edits[name.slice(EDIT.length)] = text;
  }
  const file = params.get(FILE);
  const draft = params.get(DRAFT);
  return { ...(file ? { file } : {}), ...(draft ? { draft } : {}), edits };
}

/** The search part with another factory in it, including `?` if it is not empty. */
export function writeUrl(search: string, factory: UrlFactory): string {
  const params = new URLSearchParams(search);
  for (const name of [...params.keys()]) {
    if (name === FILE || name === DRAFT || name.startsWith(EDIT)) params.delete(name);
  }
  const first = new URLSearchParams();
  if (factory.file) first.set(FILE, factory.file);
  if (factory.draft) first.set(DRAFT, factory.draft);
  for (const [path, text] of Object.entries(factory.edits)) first.append(EDIT + path, text);
  for (const [name, value] of params) first.append(name, value);
  return withMark(first);
}

/** What the fragment of an address begins with that carries a factory (see `document/share.ts`). */
export const SHARED = '#shared=';

/** The factory in the fragment of an address, packed; undefined if there is none. */
export function sharedIn(hash: string): string | undefined {
  return hash.startsWith(SHARED) ? hash.slice(SHARED.length) : undefined;
}

/** The search part with one parameter changed, or removed by `undefined`. */
export function writeParam(search: string, name: string, value: string | undefined): string {
  const params = new URLSearchParams(search);
  if (value === undefined) params.delete(name);
  else params.set(name, value);
  return withMark(params);
}

/** What parameters of older links are called now. */
const MOVED = { replicas: 'lives', ramp: `${EDIT}site.rampLimit` } as const;

/** Updates the search part of a link made when its parameters had other names. */
export function movedSearch(search: string): string {
  return Object.entries(MOVED).reduce((moved, [before, now]) => {
    const value = new URLSearchParams(moved).get(before);
    return value === null ? moved : writeParam(writeParam(moved, before, undefined), now, value);
  }, search);
}

/** The edits with one more; a path that is edited again moves to the end. */
export function withEdit(edits: Edits, path: string, text: string | undefined): Edits {
  const { [path]: _, ...others } = edits;
  return text === undefined ? others : { ...others, [path]: text };
}

const OF_SCENARIO = /^scenarios(\.|$)/;

/** Edits of what is planned, rather than of a scenario. */
export function ownEdits(edits: Edits): Edits {
  return Object.fromEntries(Object.entries(edits).filter(([path]) => !OF_SCENARIO.test(path)));
}

/** Edits of scenarios. */
export function scenarioEdits(edits: Edits): Edits {
  return Object.fromEntries(Object.entries(edits).filter(([path]) => OF_SCENARIO.test(path)));
}

function withMark(params: URLSearchParams): string {
  // Spaces, slashes and commas of quantities are legal in a query and stay readable there.
  const text = params.toString().replaceAll('%2F', '/').replaceAll('%2C', ',');
  return text ? `?${text}` : '';
}
