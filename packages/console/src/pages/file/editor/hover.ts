import { hoverTooltip } from '@codemirror/view';
import { showQuantity } from '@gigafactory/core/base';
import type { Notes } from '../../../api/types.ts';
import { kindInWords } from '../../../explain/notes.ts';
import { codedElement } from './codedElement.ts';
import { keysAt } from './place.ts';
import { aboutOf, schemasAt } from './schema.ts';
import type { Known } from './words.ts';

/** What is known of the key under the pointer: what it means, what it is when left out, what the plan takes it for. */
export function hoverOf(known: () => Known & { readonly notes: Notes }) {
  return hoverTooltip((view, offset) => {
    const text = view.state.doc.toString();
    const keys = keysAt(text, offset);
    const lines = keys ? aboutLines(keys, known()) : [];
    const [first] = lines;
    if (first === undefined) return null;
    const line = view.state.doc.lineAt(offset);
    return {
      pos: line.from + (line.text.length - line.text.trimStart().length),
      end: line.to,
      create: () => ({ dom: paragraphs(lines) }),
    };
  });
}

function aboutLines(
  keys: readonly string[],
  { schema, notes }: Known & { readonly notes: Notes },
): readonly string[] {
  const { about, usual } = aboutOf(schemasAt(schema, keys));
  const path = keys.join('.');
  const note = notes[`factory.${path}`];
  const value = note ? `${showQuantity(note.value, note.unit)}, ${originOf(note)}` : undefined;
  return [
    about,
    usual === undefined ? undefined : `When left out: ${usual}`,
    value,
    note?.reason,
  ].filter((each) => each !== undefined);
}

function originOf({ kind, sources }: Notes[string]): string {
  const title = sources?.[0]?.title;
  return title === undefined ? kindInWords(kind) : `${kindInWords(kind)}: ${title}`;
}

function paragraphs(lines: readonly string[]): HTMLElement {
  const dom = document.createElement('div');
  dom.className = 'cm-about';
  for (const line of lines) dom.appendChild(codedElement('p', line));
  return dom;
}
