import { listKept } from './document/keeper.ts';
import { beginNew, forget, leaveFor, load, loadText } from './document/session.ts';
import type { Kept } from './document/store.ts';
import { type FactoryFile, nameOfOwn, ownFile } from './files.ts';
import { say } from './toasts.ts';
import type { Edits } from './url.ts';

/** Opens a file that comes with the page or that this browser keeps, as it was left. */
export async function openNamed(name: string): Promise<void> {
  leaveFor(await load(name));
}

/** Opens a text that came from elsewhere, with edits. */
export async function openText(file: string, text: string, edits: Edits = {}): Promise<void> {
  const next = await loadText(ownFile(nameOfOwn(file), text), 'Opened again');
  leaveFor(next, edits);
}

/** The largest file that is opened, bytes: hundreds of times what a factory takes. */
const MOST_BYTES = 16_000_000;

/** Opens a local file; one that is no text is refused with a message. */
export async function openFile(file: File): Promise<void> {
  const refuse = (why: string): void =>
    say(`“${file.name}” was not opened: ${why}.`, { tone: 'bad' });
  if (file.size > MOST_BYTES)
    return refuse(
      `it has ${Math.round(file.size / 1e6)} MB, and at most ${MOST_BYTES / 1e6} are read`,
    );
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer());
  } catch (error) {
    const isClosed = error instanceof DOMException;
    return refuse(isClosed ? `it cannot be read (${error.message})` : 'it is not a text in UTF-8');
  }
  if (text.includes('\0')) return refuse('it is not a text');
  await openText(file.name, text);
}

/** Opens a text that a person pasted, under the name that it has for itself; one that is no factory is refused. */
export async function openPasted(text: string): Promise<void> {
  if (!/^\s*(gigafactory|name|hardware|fleet|runs)\s*:/m.test(text)) {
    const why = 'it is no factory file, which has a line “gigafactory: 1”';
    return say(`What was pasted was not opened: ${why}.`, { tone: 'bad' });
  }
  await openText(await freeName(slugOf(titleOf({ file: 'pasted', text }))), text);
}

/** Opens a text that was just made: nothing of it is saved yet. */
export async function openNew(text: string): Promise<void> {
  const file = await freeName(slugOf(titleOf({ file: 'factory', text })));
  leaveFor(beginNew(ownFile(nameOfOwn(file), text)));
}

/** The first of `mine.yaml`, `mine-2.yaml`, … that this browser does not keep. */
async function freeName(slug: string): Promise<string> {
  const taken = new Set((await listKept()).map(({ file }) => file));
  for (let number = 1; ; number++) {
    const file = number === 1 ? `${slug}.yaml` : `${slug}-${number}.yaml`;
    if (!taken.has(file)) return file;
  }
}

/** The `name:` that a file has for itself, or the file's; only for people, so a line is enough. */
export function titleOf({ file, text }: Pick<FactoryFile, 'file' | 'text'>): string {
  return /^name:\s*['"]?(.*?)['"]?\s*(?:#.*)?$/m.exec(text)?.[1] || file;
}

function slugOf(title: string): string {
  const words = title.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.slice(0, 8).join('-') || 'pasted';
}

/** A file that this browser keeps. */
export type Recent = Kept;

/** What this browser keeps, the one used last first. */
export function listRecent(): Promise<readonly Recent[]> {
  return listKept();
}

/** Forgets a file that is not open. A message takes that back, and calls `changed` then. */
export async function forgetFile(name: string, changed: () => void): Promise<void> {
  await forget(name, changed);
  changed();
}
