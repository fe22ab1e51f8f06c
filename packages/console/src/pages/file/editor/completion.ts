import {
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
  startCompletion,
} from '@codemirror/autocomplete';
import type { EditorView } from '@codemirror/view';
import { codedElement } from './codedElement.ts';
import { type Known, type Offer, offersAt } from './words.ts';

/** Completion of keys, words of the catalogue and names of the file. */
export function completionOf(known: () => Known) {
  return autocompletion({
    override: [(context) => complete(context, known())],
    icons: false,
    // Escape leaves the list first, then lets Tab leave the editor.
    closeOnBlur: true,
  });
}

function complete(context: CompletionContext, known: Known): CompletionResult | null {
  const { pos, state, explicit } = context;
  const found = offersAt(state.doc.toString(), pos, known);
  // Nothing is offered unasked on an empty line.
  if (!found || (found.from === pos && !explicit && !isBehindKey(context))) return null;
  return { from: found.from, options: found.offers.map(completionFor), validFor: /^[\w.-]*$/ };
}

function isBehindKey({ state, pos }: CompletionContext): boolean {
  return /: $/.test(state.doc.sliceString(Math.max(0, pos - 2), pos));
}

function completionFor({ word, kind, text, about, detail }: Offer): Completion {
  return {
    label: word,
    type: kind === 'key' ? 'property' : 'constant',
    ...(detail === undefined ? {} : { detail }),
    ...(about === undefined ? {} : { info: () => codedElement('div', about) }),
    apply: (view, _, from, to) => write(view, text, from, to),
  };
}

/** Writes the word and, behind a key, offers what may follow. */
function write(view: EditorView, text: string, from: number, to: number): void {
  // What is typed already is not written twice.
  const rest = view.state.doc.sliceString(to, to + 2);
  const insert = text.endsWith(': ') && rest.startsWith(':') ? text.slice(0, -2) : text;
  view.dispatch({
    changes: { from, to, insert },
    selection: { anchor: from + insert.length },
    userEvent: 'input.complete',
  });
  if (insert.endsWith(': ')) startCompletion(view);
}
