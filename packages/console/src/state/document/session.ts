import { forgetAnswers } from '../../api/client.ts';
import {
  defaultName,
  type FactoryFile,
  findFile,
  nameOfOwn,
  ownFile,
  prepareFile,
} from '../files.ts';
import { changeSearch, followAddress, goTo } from '../location.ts';
import { recall, remember } from '../storage.ts';
import { say } from '../toasts.ts';
import { type Edits, readUrl, sharedIn, type UrlFactory, writeUrl } from '../url.ts';
import { followOthers, forgetKept, hasKept, isUnkept, keep, readKept, recover } from './keeper.ts';
import {
  begin,
  change,
  currentOf,
  type Document,
  isChanged,
  locate,
  merge,
  rebase,
  type Step,
  TYPING,
  textOf,
} from './versions.ts';

/*
 * The address says which document is open, on which text, with which edits; a document says what these were made
 * from. This file keeps the two together.
 */

/** In `sessionStorage`: the address in which this tab showed a document last. */
const HERE = 'gigafactory.here';

/** Every document that this tab has opened, as it was left. */
const documents = new Map<string, Document>();
/** Names of documents of which nothing else is known: their files are on another computer. */
const missing = new Set<string>();
let shown: Document | undefined;
const listeners = new Set<() => void>();
/** Parameters of the address that say as much about the next file, or that name this one. */
const OF_ANY_FILE: readonly string[] = ['file', 'draft', 'run', 'source', 'scenario', 'why'];

/** The open document. */
export function open(): Document {
  if (!shown) throw new Error('no document is open yet: startDocuments comes first');
  return shown;
}

/** The file of a document, as it was opened or saved last. */
export function fileOf(document: Document): FactoryFile {
  const { name, file, base } = document;
  const text = textOf(document, base);
  const ours = findFile(name);
  if (ours) return ours.text === text ? ours : { ...ours, text };
  return { ...ownFile(name, missing.has(name) ? undefined : text), file };
}

export function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * Opens what the address names, then follows it. Waits for what this browser keeps, if it has ever kept anything.
 * Once, before the first page is drawn.
 */
export async function startDocuments(): Promise<void> {
  const url = readUrl(window.location.search);
  const name = url.file ?? defaultName();
  await Promise.all([recover(), prepareFile(name)]);
  const kept = hasKept() ? await readKept(name) : undefined;
  const document = refreshed(kept ?? beginNamed(name));
  const isPlain = url.draft === undefined && Object.keys(url.edits).length === 0;
  // A plain address brings back what was left; one with edits, or of this tab, shows what was seen there.
  const comesBack = kept !== undefined && isPlain && !isReload();
  show(comesBack ? document : located(document, url, kept !== undefined), { replace: true });
  followAddress(followIt);
  followOthers((other) => documents.has(other), join);
  window.addEventListener('beforeunload', (event) => {
    const { text } = currentOf(open());
    // Edits are in the address.
    if (isUnkept() && text !== open().base.text) event.preventDefault();
  });
  await takeShared();
}

/** Whether this tab showed the same address before. */
function isReload(): boolean {
  return recall('sessionStorage', HERE) === window.location.search;
}

/** Takes one step with the open document, which can be undone. */
export function take(step: Omit<Step, 'at'>): void {
  const from = open();
  // Each pause of typing would be a step of the browser’s history otherwise.
  const replace = step.label === TYPING && currentOf(from).label === TYPING;
  commit(change(from, { ...step, at: Date.now() }), { replace });
}

/** Shows and keeps another state of the open document. */
export function commit(next: Document, { replace = false }: Showing = {}): void {
  if (next === shown) return;
  show(next, { replace });
  void keep(next, join);
}

/** A document as this browser keeps it, or a new one of that name. */
export async function load(name: string): Promise<Document> {
  const here = documents.get(name);
  if (here) return here;
  const [kept] = await Promise.all([readKept(name), prepareFile(name)]);
  return refreshed(kept ?? beginNamed(name));
}

/**
 * Opens another document, and says what is left behind. `edits` are opened on its text as it was opened or saved last;
 * without any it comes back as it was left.
 */
export function leaveFor(next: Document, edits: Edits = {}): void {
  const left = open();
  const { search } = window.location;
  const isPlain = Object.keys(edits).length === 0;
  show(isPlain ? next : located(next, { edits }, false), { fresh: true });
  const behind = left.name === next.name ? undefined : leftBehind(left, search);
  if (behind) say(behind, { action: { label: 'Undo', act: () => changeSearch(search) } });
}

/** What stays with a document that is left, in words; undefined if nothing does. */
function leftBehind(document: Document, search: string): string | undefined {
  const count = Object.keys(currentOf(document).edits).length;
  if (count > 0) {
    const edits = count === 1 ? '1 edit' : `${count} edits`;
    return `${edits} of ${document.file} left behind. They come back when you open it again.`;
  }
  if (isChanged(document))
    return `Changes to ${document.file} left behind. They come back when you open it again.`;
  const others = [...new URLSearchParams(search).keys()].filter(
    (key) => !OF_ANY_FILE.includes(key),
  );
  return others.length > 0
    ? `What was set on the pages of ${document.file} is left behind.`
    : undefined;
}

/** Takes in the factory that the address holds, if it holds one. */
async function takeShared(): Promise<void> {
  const code = sharedIn(window.location.hash);
  if (code === undefined) return;
  goTo('/', { replace: true });
  try {
    const { unpackShared } = await import('./share.ts');
    const { file, text, edits } = await unpackShared(code);
    leaveFor(await loadText(ownFile(nameOfOwn(file), text), 'Opened by a link'), edits);
  } catch (error) {
    say(
      `The link cannot be read: ${error instanceof Error ? error.message : error}. All else is as it was.`,
      {
        tone: 'bad',
      },
    );
  }
}

/** Forgets a document that is not open. The message takes it back, and calls `back` then. */
export async function forget(name: string, back: () => void): Promise<void> {
  const document = documents.get(name) ?? (await readKept(name));
  documents.delete(name);
  await forgetKept(name);
  if (!document) return;
  const act = async (): Promise<void> => {
    documents.set(name, document);
    await keep(document, join);
    back();
  };
  say(`${document.file} is forgotten here.`, { action: { label: 'Undo', act } });
}

/** A document of a file that is given as text: a step of the one with that name, if there is one. */
export async function loadText(
  { name, file, text }: Pick<FactoryFile, 'name' | 'file' | 'text'>,
  label: string,
): Promise<Document> {
  const at = Date.now();
  const known = await load(name);
  const next = missing.delete(name)
    ? begin({ name, file, text }, at)
    : change(rebase(known, text, at), { label, text, edits: {}, at });
  void keep(next, join);
  return next;
}

/** A document of a text that was just made: it differs from what is saved, which is nothing. */
export function beginNew(file: FactoryFile): Document {
  const at = Date.now();
  const next = rebase(begin(file, at), '', at);
  void keep(next, join);
  return next;
}

/** The document of a file that has been saved with a text. */
export async function saved(name: string, text: string, label: string): Promise<void> {
  const at = Date.now();
  const document = change(await load(name), { label, text, edits: {}, at });
  const next = rebase(document, text, at);
  if (shown?.name === name) return commit(next, { replace: true });
  void keep(next, join);
  leaveFor(next);
}

function beginNamed(name: string): Document {
  const file = findFile(name);
  if (!file) missing.add(name);
  return begin(file ?? ownFile(name, undefined), Date.now());
}

/**
 * With the text of today of a file that comes with the page, unless its own text was changed: then what was made of
 * the older one stays, and of a file on disk also the older one, for a person to compare (see `disk.ts`).
 */
function refreshed(document: Document): Document {
  const file = findFile(document.name);
  if (!file || file.text === textOf(document, document.base)) return document;
  const at = Date.now();
  const { text, edits } = currentOf(document);
  if (text === document.base.text || file.text === textOf(document, { text }))
    return change(rebase(document, file.text, at), {
      label: 'Newer file',
      text: file.text,
      edits,
      at,
    });
  return file.origin === 'served' ? document : rebase(document, file.text, at);
}

/** Takes in that the file of a document has another text now; says whether the document shows it. */
export function refresh(name: string): boolean {
  const before = documents.get(name);
  if (!before) return false;
  const next = refreshed(before);
  if (next === before) {
    for (const listener of listeners) listener();
    return false;
  }
  if (shown === before) commit(next, { replace: true });
  else documents.set(name, next);
  return shown === next;
}

/** The document where an address says, or as it is if that is not here. */
function located(
  document: Document,
  { draft, edits }: Pick<UrlFactory, 'draft' | 'edits'>,
  isKnown: boolean,
): Document {
  const at = Date.now();
  const found = locate(document, { text: draft ?? document.base.text, edits }, at);
  if (found) return found;
  const what = isKnown
    ? 'Shown is what this browser has of the file.'
    : 'Shown is the file without them.';
  say(
    `The link was made on changes to ${document.file} that this browser does not have. ${what} A link with the text inside would bring them.`,
    { tone: 'bad' },
  );
  return isKnown
    ? document
    : (locate(document, { text: document.base.text, edits }, at) ?? document);
}

interface Showing {
  readonly replace?: boolean;
  /** Without what the address says about the document before. */
  readonly fresh?: boolean;
}

function show(document: Document, { replace = false, fresh = false }: Showing = {}): void {
  documents.set(document.name, document);
  if (shown?.name !== document.name) forgetAnswers();
  shown = document;
  const search = addressOf(document, fresh);
  remember('sessionStorage', HERE, search);
  changeSearch(search, { replace });
  for (const listener of listeners) listener();
}

function addressOf(document: Document, fresh = false): string {
  const search = fresh ? '' : window.location.search;
  const { text, edits } = currentOf(document);
  // The default file needs no name in the address.
  const isNamed = fresh || document.name !== defaultName() || readUrl(search).file !== undefined;
  return writeUrl(search, {
    ...(isNamed ? { file: document.name } : {}),
    ...(text === document.base.text ? {} : { draft: text }),
    edits,
  });
}

/** Goes where the address has gone: back, forward, or where a person typed. */
function followIt(): void {
  if (sharedIn(window.location.hash) !== undefined) void takeShared();
  const url = readUrl(window.location.search);
  const name = url.file ?? defaultName();
  const here = name === shown?.name ? shown : documents.get(name);
  if (here) {
    const next = located(here, url, true);
    // Most changes of the address are not about the document.
    const isThere = next === shown && addressOf(next) === window.location.search;
    if (!isThere) show(next, { replace: true });
    return;
  }
  void load(name).then((document) => {
    // The person may be elsewhere by now.
    if ((readUrl(window.location.search).file ?? defaultName()) !== name) return;
    show(located(document, url, document.versions.length > 1), { replace: true });
  });
}

/** Takes in what other tabs made of a document, and says so if it is open. */
function join(theirs: Document, seen: ReadonlySet<string>): void {
  const mine = documents.get(theirs.name);
  if (!mine) return;
  const both = merge(mine, theirs, seen);
  if (both === mine) return;
  documents.set(both.name, both);
  if (shown !== mine) return;
  show(both, { replace: true });
  say(`Another tab changed ${both.file} too. Its changes stand in the history beside yours.`);
}
