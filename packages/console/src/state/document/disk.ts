import { useSyncExternalStore } from 'react';
import {
  type DiskAnswer,
  type DiskState,
  followDisk,
  isGone,
  LOST,
  readDisk,
  writeDisk,
} from '../../api/disk.ts';
import { diskState, SERVED, setDisk } from '../files.ts';
import { say } from '../toasts.ts';
import { commit, open, refresh, saved, subscribe } from './session.ts';
import { change, currentOf, rebase, textOf } from './versions.ts';

/** Two texts made from one: that of the page, and that on disk. */
export interface Conflict {
  readonly base: string;
  readonly mine: string;
  readonly theirs: string;
}

/** How the file on disk stands to the open document. */
export type OnDisk =
  /** There is no file on a server behind the open document. */
  | { readonly state: 'none' }
  | { readonly state: 'same' }
  | { readonly state: 'gone' }
  | { readonly state: 'changed'; readonly conflict: Conflict };

/** Follows the served file on disk, if this page has one; once, at the start. */
export function startDisk(): void {
  if (diskState()) followDisk((revision) => void hear(revision));
}

/** Where the open document could be saved by the server: its file on disk; undefined where there is none. */
export function useDisk(): DiskState | undefined {
  return useSyncExternalStore(subscribe, diskState);
}

let known: OnDisk = { state: 'none' };

export function useOnDisk(): OnDisk {
  return useSyncExternalStore(subscribe, () => {
    const next = onDisk();
    if (!isSame(known, next)) known = next;
    return known;
  });
}

/** What came of saving: why not, in words, where the file does not have the text now. */
export interface Saved {
  readonly refused?: string;
}

/**
 * Writes a text over the served file, and opens it if another document is. Nothing is lost where that is refused.
 */
export async function saveToDisk(text: string, label: string): Promise<Saved> {
  const disk = diskState();
  if (!disk) return { refused: 'There is no file on a server to save to.' };
  const answer = await writeDisk(text, disk.revision);
  if (!answer.ok) return { refused: refuse(answer, disk.name) };
  setDisk(answer.value);
  await saved(SERVED, text, label);
  say(`${disk.name} is saved.`);
  return {};
}

/** Goes on with the text on disk; what stood here stays in the history. */
export function takeTheirs({ theirs }: Conflict): void {
  settle(theirs, theirs, 'Take what is on disk');
}

/** Goes on with the text of the page: saving it writes over what is on disk. */
export function keepMine({ mine, theirs }: Conflict): void {
  settle(mine, theirs, 'Keep mine');
}

/** Goes on with a text that has both. */
export function takeBoth(merged: string, { theirs }: Conflict): void {
  settle(merged, theirs, 'Merge with what is on disk');
}

function settle(text: string, base: string, label: string): void {
  const at = Date.now();
  const document = open();
  const { edits } = currentOf(document);
  commit(rebase(change(document, { label, text, edits, at }), base, at));
}

async function hear(revision: string | null): Promise<void> {
  const before = diskState();
  if (!before || revision === before.revision) return;
  const answer = await readDisk();
  if (!answer.ok) return;
  setDisk(answer.value);
  const isShown = refresh(SERVED);
  if (isShown) say(`${before.name} changed on disk. Shown is its new text.`);
  else if (isGone(answer.value) && open().name === SERVED)
    say(`${before.name} is not on the disk any more. Saving writes it again.`, { tone: 'bad' });
}

/** Takes in what is on disk instead, if that is known; says why the file was not saved. */
function refuse(answer: DiskAnswer & { readonly ok: false }, name: string): string {
  if (answer.disk) {
    setDisk(answer.disk);
    refresh(SERVED);
  }
  const way = answer.code === LOST ? ' Download it to be sure of it.' : '';
  return `${name} was not saved: ${answer.message} Your changes are as they were.${way}`;
}

function onDisk(): OnDisk {
  const disk = diskState();
  const document = open();
  if (!disk || document.name !== SERVED) return { state: 'none' };
  if (isGone(disk)) return { state: 'gone' };
  const base = textOf(document, document.base);
  const mine = textOf(document, currentOf(document));
  if (disk.text === base || disk.text === mine) return { state: 'same' };
  return { state: 'changed', conflict: { base, mine, theirs: disk.text } };
}

function isSame(a: OnDisk, b: OnDisk): boolean {
  if (a.state !== 'changed' || b.state !== 'changed') return a.state === b.state;
  const [x, y] = [a.conflict, b.conflict];
  return x.base === y.base && x.mine === y.mine && x.theirs === y.theirs;
}
