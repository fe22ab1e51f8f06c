import { type DiskAnswer, followDisk, LOST, readDisk, writeDisk } from '../../api/disk.ts';
import { diskState, isGone, SERVED, setDisk } from '../files.ts';
import { say } from '../toasts.ts';
import { commit, open, refresh, saved } from './session.ts';
import { change, currentOf, rebase } from './versions.ts';

/** Two texts made from one: that of the page, and that on disk. */
export interface Conflict {
  readonly base: string;
  readonly mine: string;
  readonly theirs: string;
}

/** Hears of each change of the served file on disk, and takes it in. */
export function followServed(): void {
  followDisk((revision) => void hear(revision));
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
