import { type Note, type Notes, showQuantity } from '@gigafactory/core/base';
import { nameOf } from '../../skill/index.ts';
import type { Passage } from '../port.ts';

/** How the id of a note begins among those of passages. */
const NOTE = 'note:';

/** What the notes of a plan say, word for word: those that say more than a value. */
export function passagesOfNotes(notes: Notes): readonly Passage[] {
  return Object.values(notes).flatMap((note) => passageOfNote(note) ?? []);
}

/** Undefined of a note that neither gives a reason nor names a source. */
export function passageOfNote(note: Note): Passage | undefined {
  const { id, formula, reason, sources = [] } = note;
  if (reason === undefined && sources.length === 0) return undefined;
  const lines = [
    `${nameOf(note)}: ${showQuantity(note.value, note.unit)}`,
    ...(formula === undefined ? [] : [`Formula: ${formula}`]),
    ...(reason === undefined ? [] : [`${note.kind === 'assumed' ? 'Assumed: ' : ''}${reason}`]),
    ...sources.map(
      ({ title, locator }) => `Source: ${title}${locator === undefined ? '' : `, ${locator}`}`,
    ),
  ];
  return {
    ...{ id: `${NOTE}${id}`, document: 'the plan', heading: nameOf(note) },
    ...{ text: lines.join('\n'), path: id },
  };
}

/**
 * What a figure rests on by what the notes below it say: the nearest first, `most` of them.
 * @param id of the figure; its own note is not among them
 */
export function passagesBelow(notes: Notes, id: string, most: number): readonly Passage[] {
  const found: Passage[] = [];
  const seen = new Set([id]);
  const open = [id];
  for (let next = open.shift(); next !== undefined && found.length < most; next = open.shift()) {
    const note = Object.hasOwn(notes, next) ? notes[next] : undefined;
    const passage = note && next !== id ? passageOfNote(note) : undefined;
    if (passage) found.push(passage);
    for (const input of Object.values(note?.inputs ?? {})) {
      if (seen.has(input)) continue;
      seen.add(input);
      open.push(input);
    }
  }
  return found;
}
