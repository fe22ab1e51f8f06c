import { recall, remember } from '../storage.ts';
import { say } from '../toasts.ts';
import type { Kept, Store } from './store.ts';
import type { Document } from './versions.ts';

/** In `localStorage`: whether anything was ever kept, so that a first visit does not wait for the database. */
const KEPT = 'gigafactory.kept';
/** In `sessionStorage`: steps that are not in the store yet, for a tab that is closed or reloaded before they are. */
const UNWRITTEN = 'gigafactory.unwritten';
/** More than that is not noted down: it would take time at every step. */
const MOST_NOTED = 500_000;
const CHANNEL = 'gigafactory.documents';

let store: Promise<Store> | undefined;
let channel: BroadcastChannel | undefined;
/** Versions of each document that this tab has seen in the store or written to it. */
const seen = new Map<string, ReadonlySet<string>>();
/** The newest state of each document that waits to be written. */
const waiting = new Map<string, Document>();
let isWriting = false;
let mayFail = false;

/** Whether this browser has kept documents; false on a first visit, and where storage is denied. */
export function hasKept(): boolean {
  return recall('localStorage', KEPT) !== undefined;
}

/** Writes the steps that this tab had no time to write before it was reloaded. */
export async function recover(): Promise<void> {
  const noted = recall('sessionStorage', UNWRITTEN);
  if (noted === undefined) return;
  try {
    const { texts, ...rest } = JSON.parse(noted) as Noted;
    await write({ ...rest, texts: new Map(texts) }, () => undefined);
  } catch (error) {
    store = undefined;
    tellFailure(error);
  }
}

/** A document as this browser keeps it; undefined if it does not. */
export async function readKept(name: string): Promise<Document | undefined> {
  try {
    const document = await (await opened()).read(name);
    if (document) see(document);
    return document;
  } catch {
    store = undefined;
    // Told when there is something to keep.
    return undefined;
  }
}

/** Everything that this browser keeps, the one used last first. */
export async function listKept(): Promise<readonly Kept[]> {
  try {
    return await (await opened()).list();
  } catch {
    store = undefined;
    return [];
  }
}

/** Keeps nothing of a document any more. */
export async function forgetKept(name: string): Promise<void> {
  waiting.delete(name);
  try {
    await (await opened()).forget(name);
    seen.delete(name);
    tellOthers(name);
  } catch (error) {
    say(`This browser could not forget it: ${reasonOf(error)}`, { tone: 'bad' });
  }
}

/** Takes what other tabs made of a document. `seen` are those of its versions that this tab has seen before. */
type Join = (theirs: Document, seen: ReadonlySet<string>) => void;

/** Keeps a document soon, and joins it with what other tabs kept of it meanwhile. */
export async function keep(document: Document, join: Join): Promise<void> {
  noteDown(document);
  waiting.set(document.name, document);
  if (!isWriting) await writeAll(join);
}

/** Whether something is not kept: closing the tab would lose it. */
export function isUnkept(): boolean {
  return mayFail || isWriting;
}

/** Joins what other tabs write of the documents that this tab has. */
export function followOthers(has: (name: string) => boolean, join: Join): void {
  channel ??= new BroadcastChannel(CHANNEL);
  channel.addEventListener('message', async ({ data }) => {
    const name = String(data);
    const before = seen.get(name) ?? new Set();
    const theirs = has(name) ? await readKept(name) : undefined;
    if (theirs) join(theirs, before);
  });
}

async function writeAll(join: Join): Promise<void> {
  isWriting = true;
  for (const [name, document] of waiting) {
    waiting.delete(name);
    try {
      await write(document, join);
      mayFail = false;
    } catch (error) {
      // Opened anew next time: a person may have made room, or allowed it.
      store = undefined;
      tellFailure(error);
    }
  }
  isWriting = false;
}

async function write(document: Document, join: Join): Promise<void> {
  const { name } = document;
  const before = seen.get(name) ?? new Set();
  const both = await (await opened()).write(document, before, Date.now());
  remember('localStorage', KEPT, '1');
  if (!waiting.has(name)) remember('sessionStorage', UNWRITTEN, undefined);
  see(document);
  const known = seen.get(name) ?? before;
  see(both);
  tellOthers(name);
  if (both !== document) join(both, known);
}

/** What is noted down of a document: its new steps, with their texts. */
interface Noted extends Omit<Document, 'texts'> {
  readonly texts: readonly (readonly [id: string, text: string])[];
}

function noteDown(document: Document): void {
  const before = seen.get(document.name) ?? new Set();
  const versions = document.versions.filter(({ id }) => !before.has(id) || id === document.current);
  const used = new Set([document.base.text, ...versions.map(({ text }) => text)]);
  const texts = [...document.texts].filter(([id]) => used.has(id));
  if (texts.reduce((sum, [, text]) => sum + text.length, 0) > MOST_NOTED) return;
  const noted: Noted = { ...document, versions, texts };
  remember('sessionStorage', UNWRITTEN, JSON.stringify(noted));
}

function opened(): Promise<Store> {
  store ??= import('./store.ts').then(({ Store }) => Store.open());
  return store;
}

function see(document: Document): void {
  const before = seen.get(document.name) ?? [];
  seen.set(document.name, new Set([...before, ...document.versions.map(({ id }) => id)]));
}

function tellOthers(name: string): void {
  channel?.postMessage(name);
}

function tellFailure(error: unknown): void {
  const isFirst = !mayFail;
  mayFail = true;
  if (!isFirst) return;
  const isFull = error instanceof DOMException && error.name === 'QuotaExceededError';
  say(
    isFull
      ? 'This browser’s storage is full: changes last until this tab is closed. Download it to keep it, or forget files under “Open”.'
      : `This browser keeps nothing (${reasonOf(error)}): changes last until this tab is closed. Download the file to keep it.`,
    { tone: 'bad', action: 'download' },
  );
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
