import { showExact, showQuantity } from '@gigafactory/core/base';
import type { Note, Notes } from '../api/types.ts';
import { formulaParts } from './formulaParts.ts';
import { assumptionsUnder, countOf, kindInWords } from './notes.ts';

/** What a figure is a figure of. */
export interface Origin {
  readonly file: string;
  /** What was changed in the file, by path. */
  readonly edits: Readonly<Record<string, string>>;
  /** Version of the program. */
  readonly version: string;
  /** Where it can be seen again. */
  readonly address: string;
}

/** Sources that a reader goes through; of more, the rest is counted. */
const MOST_SOURCES = 12;

/**
 * A figure as somebody else can quote and check it: name, value, formula in words, what it rests on, sources, and the file
 * and edits that it is of. Empty if there is no such figure.
 */
export function citationOf(notes: Notes, id: string, origin: Origin): string {
  const note = notes[id];
  if (!note) return '';
  const assumed = assumptionsUnder(notes, id).length;
  return [
    `${note.label}: ${showQuantity(note.value, note.unit)} (${showExact(note.value, note.unit)}), ${kindInWords(note.kind)}`,
    ...formulaLines(note, notes),
    ...(note.reason ? [note.reason] : []),
    ...(assumed > 0 ? [`Rests on ${countOf(assumed, 'assumption')}.`] : []),
    ...sourceLines(notes, id),
    `From ${origin.file}${editsOf(origin)}, by Gigafactory ${origin.version}: ${id}`,
    origin.address,
  ].join('\n');
}

function formulaLines(note: Note, notes: Notes): string[] {
  if (!note.formula) return [];
  const parts = formulaParts(note.formula);
  const inputOf = (name: string): Note | undefined => notes[note.inputs?.[name] ?? ''];
  const write = (word: (name: string) => string): string =>
    parts.map(({ kind, text }) => (kind === 'name' ? word(text) : text)).join('');
  return [
    `= ${write((name) => inputOf(name)?.label ?? name)}`,
    `= ${write((name) => valueText(inputOf(name)) ?? name)}`,
  ];
}

function valueText(note: Note | undefined): string | undefined {
  return note && showQuantity(note.value, note.unit);
}

/** The sources of the figure and of all that it is made of, each once. */
function sourceLines(notes: Notes, id: string): string[] {
  const found = new Set<string>();
  const seen = new Set<string>();
  const walk = (path: string): void => {
    if (seen.has(path)) return;
    seen.add(path);
    const note = notes[path];
    for (const { title, locator, url } of note?.sources ?? [])
      found.add([title, locator, url].filter(Boolean).join(', '));
    Object.values(note?.inputs ?? {}).forEach(walk);
  };
  walk(id);
  if (found.size === 0) return [];
  const lines = [...found].slice(0, MOST_SOURCES).map((source) => `- ${source}`);
  const left = found.size - lines.length;
  return ['Sources:', ...lines, ...(left > 0 ? [`- and ${left} more`] : [])];
}

function editsOf({ edits }: Origin): string {
  const changed = Object.entries(edits).map(([path, text]) => `${path} = ${text}`);
  return changed.length === 0 ? '' : ` with ${changed.join(', ')}`;
}
