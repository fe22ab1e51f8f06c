import { useMemo } from 'react';
import type { FactoryText } from '../api/types.ts';
import { type FactoryFile, findFile, keepOpened } from './files.ts';
import { changeSearch, useSearch } from './location.ts';
import { type Edits, readUrl, withEdit, writeUrl } from './url.ts';

/** The open factory: a file and the edits on top of it. */
export interface Factory {
  readonly file: FactoryFile;
  readonly edits: Edits;
  readonly editCount: number;
  /** What every question about this factory takes as (part of) its input. */
  readonly input: FactoryText;
}

/** Edits before each change of this page's life, for undo; reloading forgets them. */
const before: Edits[] = [];

export function useFactory(): Factory {
  // Only the part about the factory: the time that a twin shows, for example, changes no plan.
  const search = writeUrl('', readUrl(useSearch()));
  return useMemo(() => {
    const url = readUrl(search);
    const file = findFile(url.file);
    return {
      file,
      edits: url.edits,
      editCount: Object.keys(url.edits).length,
      input: { text: file.text, file: file.file, edits: url.edits },
    };
  }, [search]);
}

/** Writes a value into the factory by its path in the file; `undefined` undoes the edit. */
export function setEdit(path: string, text: string | undefined): void {
  const { edits } = readUrl(window.location.search);
  if (edits[path] === text) return;
  before.push(edits);
  writeEdits(withEdit(edits, path, text));
}

/** Writes several values into the factory as one change, which a single undo reverts. */
export function setEdits(more: Edits): void {
  const { edits } = readUrl(window.location.search);
  before.push(edits);
  writeEdits(Object.entries(more).reduce((all, [path, text]) => withEdit(all, path, text), edits));
}

/** Undoes the latest change or, after a reload, the latest edit. */
export function undoEdit(): void {
  const { edits } = readUrl(window.location.search);
  const last = Object.keys(edits).at(-1);
  writeEdits(before.pop() ?? (last === undefined ? edits : withEdit(edits, last, undefined)));
}

export function resetEdits(): void {
  before.push(readUrl(window.location.search).edits);
  writeEdits({});
}

/** Opens a file by its name in the address; a fresh file has no edits. */
export function openNamed(name: string, edits: Edits = {}): void {
  before.length = 0;
  changeSearch(writeUrl('', { file: name, edits }));
}

/** Opens a file that came from elsewhere, with edits. */
export function openText(file: string, text: string, edits: Edits): void {
  openNamed(keepOpened(file, text).name, edits);
}

/** Opens a local file. */
export async function openFile(file: File): Promise<void> {
  openNamed(keepOpened(file.name, await file.text()).name);
}

function writeEdits(edits: Edits): void {
  const { search } = window.location;
  changeSearch(writeUrl(search, { ...readUrl(search), edits }));
}
