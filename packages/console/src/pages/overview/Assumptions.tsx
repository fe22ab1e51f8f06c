import type { ReactNode } from 'react';
import { AssumedMark } from '../../explain/Figure.tsx';
import { countOf } from '../../explain/notes.ts';
import { linkTo, paths } from '../../state/paths.ts';
import { usePlanState } from '../../state/plan.tsx';
import styles from './Assumptions.module.css';

/** How many values of the plan are not published, as a link to the list of them. */
export function Assumptions(): ReactNode {
  const count = usePlanState().assumptions.length;
  if (count === 0) return <p className={styles.line}>Every input has a source.</p>;
  return (
    <p className={styles.line}>
      <AssumedMark /> This plan rests on{' '}
      <a href={linkTo(paths.assumptions())}>{countOf(count, 'assumption')}</a>; every other input
      has a source or is given in the file.
    </p>
  );
}
