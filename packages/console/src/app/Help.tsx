import type { ReactNode } from 'react';
import { useKeyBindings } from '../state/keys.ts';
import { Dialog } from '../ui/Dialog.tsx';
import styles from './Help.module.css';
import { PAGES } from './pages.ts';

const ALWAYS: readonly (readonly [keys: string, does: string])[] = [
  ['Enter', 'Derivation of the focused figure'],
  ['↑ ↓ → ←', 'Walk a derivation: move, open, close'],
  ['Ctrl+Z', 'Undo; Ctrl+Shift+Z or Ctrl+Y takes it again (⌘ on a Mac)'],
  ['Ctrl+S', 'Save to the file on disk, or download'],
  ['Esc', 'Close what is open; in a chat, stop the answer first'],
  ['Shift+Enter', 'In a chat: begin a line; Enter sends'],
  ['↑', 'In a chat with nothing typed: edit the last question'],
];

/** The keys that work now, and how to read the figures. */
export function Help({ onClose }: { readonly onClose: () => void }): ReactNode {
  const bindings = useKeyBindings();
  return (
    <Dialog open onClose={onClose} title="Help">
      <div className={styles.help}>
        <section>
          <h3>Keys</h3>
          <dl className={styles.keys}>
            {bindings.map(({ keys, does }) => (
              <KeyLine key={keys} name={keys === ' ' ? 'Space' : keys} does={does} />
            ))}
            {ALWAYS.map(([name, does]) => (
              <KeyLine key={name} name={name} does={does} />
            ))}
          </dl>
        </section>
        <section>
          <h3>Figures</h3>
          <p>
            Point at a figure for its exact value, press it for its derivation: the formula, its
            inputs down to the file and the catalogue, and the source of each.
          </p>
          <ul>
            <li>
              <span className={styles.badge}>A</span> assumed: it is not published; the reason says
              how it was chosen
            </li>
            <li>
              <span className={styles.dotted}>1,234</span> rests on at least one assumption
            </li>
          </ul>
        </section>
        <section>
          <h3>Pages</h3>
          <ul>
            {PAGES.map((page) => (
              <li key={page.path}>
                <strong>{page.title}</strong> {page.about}
              </li>
            ))}
          </ul>
        </section>
      </div>
    </Dialog>
  );
}

function KeyLine({ name, does }: { readonly name: string; readonly does: string }): ReactNode {
  return (
    <>
      <dt>
        <kbd>{name}</kbd>
      </dt>
      <dd>{does}</dd>
    </>
  );
}
