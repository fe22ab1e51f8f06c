import { ask } from '../../api/client.ts';
import type { Change } from '../../api/types.ts';
import { changeText, useFactory } from '../../state/factory.ts';
import { say } from '../../state/toasts.ts';

/** What carries out a change of what the file holds, as one step, and says what went with it. */
export function useStructure(): (change: Change, label: string) => void {
  const { text, edits, file } = useFactory();
  return (change, label) => {
    void ask('restructure', { text, edits, file: file.file, change }).then((answer) => {
      if (!answer.ok) {
        say(answer.problems[0]?.message ?? 'That could not be changed.', { tone: 'bad' });
        return;
      }
      const { path, also, text: changed } = answer.value;
      changeText(changed, label);
      const removed = also.filter((each) => each.change === 'removed').map((each) => each.path);
      if (removed.length > 0) say(`${label}; with it went ${removed.join(', ')}.`);
      if (change.do !== 'remove') focusEntry(path);
    });
  };
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
