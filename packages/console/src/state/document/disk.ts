import { useSyncExternalStore } from 'react';
import type { DiskState } from '../../api/disk.ts';
import { diskState, isGone, SERVED } from '../files.ts';
import type { Conflict } from './served.ts';
import { open, subscribe } from './session.ts';
import { currentOf, textOf } from './versions.ts';

/** How the file on disk stands to the open document. */
export type OnDisk =
  /** There is no file on a server behind the open document. */
  | { readonly state: 'none' }
  | { readonly state: 'same' }
  | { readonly state: 'gone' }
  | { readonly state: 'changed'; readonly conflict: Conflict };

/** Follows the served file on disk, if this page has one; once, at the start. */
export function startDisk(): void {
  if (diskState()) void import('./served.ts').then(({ followServed }) => followServed());
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
