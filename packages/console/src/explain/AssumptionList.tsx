import type { ReactNode } from 'react';
import { usePlan } from '../state/plan.tsx';
import { openWhy } from '../state/why.ts';
import { Quantity } from '../ui/Quantity.tsx';
import styles from './AssumptionList.module.css';

interface AssumptionListProps {
  /** Of assumed notes. */
  readonly ids: readonly string[];
  /** Says of each why this value was taken. */
  readonly withReasons?: boolean;
  /** After a press that opens an assumption's own derivation. */
  readonly onPick?: () => void;
}

/** Assumed values, each a button to what is known about it. */
export function AssumptionList(props: AssumptionListProps): ReactNode {
  const { ids, withReasons = false, onPick } = props;
  const { notes } = usePlan();
  const pick = (id: string): void => {
    onPick?.();
    openWhy(id);
  };
  return (
    <ul className={styles.list}>
      {ids.map((id) => {
        const note = notes[id];
        if (!note) return null;
        return (
          <li key={id}>
            <button type="button" data-walk onClick={() => pick(id)}>
              <span>{note.label}</span>
              <Quantity value={note.value} unit={note.unit} />
              {withReasons && note.reason ? <small>{note.reason}</small> : null}
            </button>
          </li>
        );
      })}
    </ul>
  );
}
