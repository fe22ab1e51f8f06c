import { ask } from '../../api/client.ts';
import type { Change, Restructured } from '../../api/types.ts';
import { changeText, useFactory } from '../../state/factory.ts';
import { say } from '../../state/toasts.ts';
import { referenceWords } from './references.ts';
import { readWritten } from './written.ts';

/** A change that touches more than its entry, before it is made. */
export interface Proposed {
  /** What it does, as the step of the history is called: `Remove run sft`. */
  readonly label: string;
  readonly isRemoval: boolean;
  /** What names the entry, in words, each once. */
  readonly references: readonly string[];
  readonly carryOut: () => void;
}

/**
 * What makes a change of what the file holds, as one step. `confirm` gets a change first for which something else has to
 * change, because it names the entry.
 */
export function useStructure(
  confirm?: (proposed: Proposed) => void,
): (change: Change, label: string) => void {
  const { text, edits, file } = useFactory();
  return (change, label) => {
    void ask('restructure', { text, edits, file: file.file, change }).then((answer) => {
      if (!answer.ok) {
        say(answer.problems[0]?.message ?? 'That could not be changed.', { tone: 'bad' });
        return;
      }
      const carryOut = (): void => take(answer.value, change, label);
      const { also } = answer.value;
      const isAsked = change.do === 'rename' || change.do === 'remove';
      if (also.length === 0 || !isAsked || !confirm) return carryOut();
      const written = readWritten(text);
      const references = [...new Set(also.map(({ path }) => referenceWords(path, written)))];
      confirm({ label, isRemoval: change.do === 'remove', references, carryOut });
    });
  };
}

function take({ text, path }: Restructured, change: Change, label: string): void {
  changeText(text, label);
  if (change.do !== 'remove') focusEntry(path);
}

/** The element of an entry. */
export function idOfEntry(path: string): string {
  return `entry-${path}`;
}

/** Goes to an entry once it is drawn. */
function focusEntry(path: string, tries = 60): void {
  const element = document.getElementById(idOfEntry(path));
  if (element) {
    element.scrollIntoView({ block: 'nearest' });
    element.focus({ preventScroll: true });
  } else if (tries > 0) requestAnimationFrame(() => focusEntry(path, tries - 1));
}
