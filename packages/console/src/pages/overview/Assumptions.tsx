import { type ReactNode, useMemo, useState } from 'react';
import { AssumptionList } from '../../explain/AssumptionList.tsx';
import { AssumedMark } from '../../explain/Figure.tsx';
import { countOf } from '../../explain/notes.ts';
import { usePlan } from '../../state/plan.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import styles from './Assumptions.module.css';

/** How much of the plan nobody published, in a line; pressed, the list. */
export function Assumptions(): ReactNode {
  const { notes } = usePlan();
  const [open, setOpen] = useState(false);
  const ids = useMemo(
    () => Object.values(notes).flatMap(({ id, kind }) => (kind === 'assumed' ? [id] : [])),
    [notes],
  );
  if (ids.length === 0) return <p className={styles.line}>Every input has a source.</p>;
  const close = (): void => setOpen(false);
  return (
    <p className={styles.line}>
      <AssumedMark /> This plan rests on{' '}
      <button type="button" onClick={() => setOpen(true)}>
        {countOf(ids.length, 'assumption')}
      </button>
      ; every other input has a source or stands in the file.
      <Dialog open={open} onClose={close} title={`${countOf(ids.length, 'assumption')}`}>
        <div className={styles.list}>
          <p>Nobody published these values. Change one to see what depends on it.</p>
          <AssumptionList ids={ids} withReasons onPick={close} />
        </div>
      </Dialog>
    </p>
  );
}
