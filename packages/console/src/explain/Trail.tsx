import { type FocusEvent, type ReactNode, useState } from 'react';
import styles from './Trail.module.css';

/** A row of an open derivation on the way down to the focused one. */
interface Step {
  readonly label: string;
  readonly row: HTMLElement;
}

/** The path from the root of a derivation to the focused row: bind `onFocus` around the tree. */
export function useTrail(): { trail: readonly Step[]; onFocus: (event: FocusEvent) => void } {
  const [trail, setTrail] = useState<readonly Step[]>([]);
  const onFocus = ({ target }: FocusEvent) => {
    // The trail's own buttons are not rows: resetting the trail would remove the button being pressed.
    if (!target.closest('nav')) setTrail(stepsTo(target));
  };
  return { trail, onFocus };
}

/** Rows are `li`s that have their name in `data-step` and contain their button. */
function stepsTo(target: Element): readonly Step[] {
  const steps: Step[] = [];
  for (let at = target.closest('li'); at; at = at.parentElement?.closest('li') ?? null) {
    const row = at.querySelector('button');
    if (at.dataset['step'] && row) steps.unshift({ label: at.dataset['step'], row });
  }
  return steps;
}

/** Steps besides the first that fit on the line. */
const SHOWN = 2;

interface TrailProps {
  /** The figure that the whole derivation explains. */
  readonly root: string;
  readonly trail: readonly Step[];
}

/**
 * The position in a derivation that is open several levels deep; each step goes back up to its row. The line
 * is always present: if it appeared later, the row being clicked would move away.
 */
export function Trail({ root, trail }: TrailProps): ReactNode {
  const shown = trail.slice(-SHOWN);
  return (
    <nav className={styles.trail} aria-label="Way down the derivation">
      <ol>
        <li>{root}</li>
        {trail.length > shown.length ? <li>…</li> : null}
        {shown.map(({ label, row }, level) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a step is its level
          <li key={level}>
            <button type="button" onClick={() => row.focus()}>
              {label}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}
