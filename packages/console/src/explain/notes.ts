import { showExact } from '@gigafactory/core/base';
import type { Note, Notes } from '../api/types.ts';

const FACTORY = 'factory.';

const found = new WeakMap<Notes, Map<string, readonly string[]>>();

/** Ids of the assumed notes that a figure depends on, including itself, each once. */
export function assumptionsUnder(notes: Notes, id: string): readonly string[] {
  let known = found.get(notes);
  if (!known) {
    known = new Map();
    found.set(notes, known);
  }
  return collect(notes, id, known);
}

function collect(
  notes: Notes,
  id: string,
  known: Map<string, readonly string[]>,
): readonly string[] {
  const before = known.get(id);
  if (before) return before;
  // Set first: a cycle of notes, which no plan should have, must not hang the page.
  known.set(id, []);
  const note = notes[id];
  const all = new Set<string>(note?.kind === 'assumed' ? [id] : []);
  for (const input of Object.values(note?.inputs ?? {})) {
    for (const assumption of collect(notes, input, known)) all.add(assumption);
  }
  const list = [...all];
  known.set(id, list);
  return list;
}

/** Whether a figure is computed from another, however many steps lie between. */
export function restsOn(notes: Notes, figure: string, id: string): boolean {
  const seen = new Set<string>();
  const open = [figure];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at === id) return true;
    if (seen.has(at)) continue;
    seen.add(at);
    open.push(...Object.values(notes[at]?.inputs ?? {}));
  }
  return false;
}

/** Path in the factory file of a value that can be edited there; undefined for every other figure. */
export function pathInFile(id: string): string | undefined {
  return id.startsWith(FACTORY) ? id.slice(FACTORY.length) : undefined;
}

const KIND_WORDS: Readonly<Record<Note['kind'], string>> = {
  datasheet: 'datasheet',
  measured: 'measured',
  paper: 'paper',
  quote: 'quoted',
  given: 'given in the file',
  method: 'set by the method',
  assumed: 'assumed',
  derived: 'computed',
  chosen: 'chosen by the search',
  simulated: 'simulated',
};

/** How the figure is known, in words. */
export function kindInWords(kind: Note['kind']): string {
  return KIND_WORDS[kind];
}

/** What a tooltip says: the exact value and how firm it is. */
export function tipOf(note: Note, assumptions: number): string {
  const exact = showExact(note.value, note.unit);
  if (note.kind === 'assumed') return `${exact}\nassumed`;
  if (assumptions === 0) return `${exact}\n${kindInWords(note.kind)}`;
  return `${exact}\n${kindInWords(note.kind)}, rests on ${countOf(assumptions, 'assumption')}`;
}

export function countOf(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
