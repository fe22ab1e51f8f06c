import type { ReactNode } from 'react';
import { usePlan } from '../state/plan.tsx';
import { openWhy } from '../state/why.ts';
import { Quantity } from '../ui/Quantity.tsx';
import styles from './AssumptionList.module.css';

/** Assumed values by the ids of their notes, each a button to what is known about it. */
export function AssumptionList({ ids }: { readonly ids: readonly string[] }): ReactNode {
  const { notes } = usePlan();
  return (
    <ul className={styles.list}>
      {ids.map((id) => {
        const note = notes[id];
        if (!note) return null;
        return (
          <li key={id}>
            <button type="button" data-walk onClick={() => openWhy(id)}>
              <span>{note.label}</span>
              <Quantity value={note.value} unit={note.unit} />
            </button>
          </li>
        );
      })}
    </ul>
  );
}
